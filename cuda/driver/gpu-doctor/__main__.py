"""Start gpu-doctor from its folder: `python3 -I -B FOLDER`."""

from gpu_doctor.cli import main

raise SystemExit(main())
