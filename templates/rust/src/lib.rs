//! Sums numbers: what Python calls, and nothing that needs it.

use pyo3::prelude::*;

/// The sum of numbers, with the rounding errors of each addition carried along (Neumaier, 1974).
fn compensated_sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0, 0.0);
    for &value in values {
        let total: f64 = sum + value;
        lost += if f64::abs(sum) >= value.abs() {
            (sum - total) + value
        } else {
            (value - total) + sum
        };
        sum = total;
    }
    sum + lost
}

/// Sums arrays in Rust.
#[pymodule]
mod _core {
    use super::*;

    /// Return the sum of numbers. Other threads run meanwhile.
    #[pyfunction]
    fn exact_sum(py: Python<'_>, values: Vec<f64>) -> f64 {
        py.detach(|| compensated_sum(&values))
    }
}
