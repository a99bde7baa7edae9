package org.effigy.dicom.synthetic;

import java.time.LocalDateTime;
import org.effigy.base.Check;
import org.effigy.dicom.UidRoot;

/**
 * Who a synthetic image is. Everything is derived from the keys, so the same keys give the same identity.
 *
 * @param uidRoot the root of new UIDs: {@code 2.25} or the user's own, see {@link UidRoot}
 * @param key names the image, different wherever anything in the object is, its date and body part included (see {@link
 *     SyntheticObject#contentSha256}): an archive keeps one of two objects with the same UID and drops the other without a
 *     word. Study, series, instance and frame of reference follow from it
 * @param patientKey names the invented patient; images with the same one are separate studies of one patient
 * @param instanceNumber InstanceNumber, from 0
 * @param created date and time of every date and time in the header, full seconds
 */
public record SyntheticIdentity(
        String uidRoot, String key, String patientKey, int instanceNumber, LocalDateTime created) {
    public SyntheticIdentity {
        new UidRoot(uidRoot);
        Check.argument(!key.isBlank() && !patientKey.isBlank(), () -> "a key is empty");
        Check.inRange("instanceNumber", instanceNumber, 0, Integer.MAX_VALUE);
        Check.inRange("the year of creation", created.getYear(), 1900, 9999);
    }

    /** An image that is its own patient, as independent samples of a model are. */
    public SyntheticIdentity(String uidRoot, String key, int instanceNumber, LocalDateTime created) {
        this(uidRoot, key, key, instanceNumber, created);
    }
}
