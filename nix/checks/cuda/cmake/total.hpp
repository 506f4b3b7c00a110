#pragma once

// The sum, taken on the device; throws what Thrust throws where there is none.
float total(const float* values, int count);
