package org.effigy.training;

import java.util.Arrays;
import org.effigy.base.Check;
import org.effigy.networks.families.Batch;

/**
 * The fixed images by which a run is watched for memory.
 *
 * @param train some that it learns from
 * @param trainPatients the patient of each of them, any numbers
 * @param heldOut some of other patients
 * @param heldOutPatients the patient of each of them
 */
@SuppressWarnings("ArrayRecordComponent")
public record WatchedImages(Batch train, int[] trainPatients, Batch heldOut, int[] heldOutPatients) {
    public WatchedImages {
        Check.sameLength("trainPatients", trainPatients.length, train.size());
        Check.sameLength("heldOutPatients", heldOutPatients.length, heldOut.size());
        Check.argument(
                patients(trainPatients) >= 2 && patients(heldOutPatients) >= 2,
                () -> "memory is watched with images of 2 patients of each side at least, these are "
                        + patients(trainPatients) + " and " + patients(heldOutPatients));
    }

    private static long patients(int[] patients) {
        return Arrays.stream(patients).distinct().count();
    }
}
