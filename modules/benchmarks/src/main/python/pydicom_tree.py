"""What pydicom needs for the same work, on one thread or on some processes.

    python3 pydicom_tree.py header DIR [PROCESSES]   reads headers and the attributes that an index has
    python3 pydicom_tree.py decode DIR [PROCESSES]   decodes with gdcm to Hounsfield units
"""

import os
import sys
import time
import warnings
from multiprocessing import Pool

warnings.filterwarnings("ignore")
import numpy  # noqa: E402
import pydicom  # noqa: E402
from pydicom.pixel_data_handlers.util import apply_modality_lut  # noqa: E402

pydicom.config.pixel_data_handlers = [
    h for h in pydicom.config.pixel_data_handlers if h.__name__.endswith(("gdcm_handler", "numpy_handler"))
]
ATTRIBUTES = [
    "SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "PatientID", "Modality",
    "BodyPartExamined", "ImageType", "Rows", "Columns", "BitsStored", "BitsAllocated", "SamplesPerPixel",
    "PhotometricInterpretation", "NumberOfFrames", "PixelSpacing", "ImagePositionPatient",
    "ImageOrientationPatient", "RescaleSlope", "RescaleIntercept", "BurnedInAnnotation", "InstanceNumber",
]


def header(path):
    try:
        data = pydicom.dcmread(path, stop_before_pixels=True)
        for name in ATTRIBUTES:
            getattr(data, name, None)
        return 1, 0, 0.0
    except Exception:
        return 0, 1, 0.0


def decode(path):
    try:
        data = pydicom.dcmread(path)
        values = apply_modality_lut(data.pixel_array, data)
        return int(getattr(data, "NumberOfFrames", 1) or 1), 0, float(numpy.sum(values, dtype=numpy.float64))
    except Exception:
        return 0, 1, 0.0


def main():
    work = {"header": header, "decode": decode}[sys.argv[1]]
    processes = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    paths = sorted(os.path.join(d, f) for d, _, names in os.walk(sys.argv[2]) for f in names)
    start = time.time()
    if processes == 1:
        results = [work(path) for path in paths]
    else:
        with Pool(processes) as pool:
            results = pool.map(work, paths, chunksize=16)
    done, refused, total = (sum(r[i] for r in results) for i in range(3))
    print(f"{done} done, {refused} files refused, sum {round(total)}, {time.time() - start:.3f} s")


if __name__ == "__main__":
    main()
