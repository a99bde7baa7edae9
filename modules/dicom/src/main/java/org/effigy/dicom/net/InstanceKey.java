package org.effigy.dicom.net;

/** An instance in an archive; a valid UID. */
public record InstanceKey(SeriesKey series, String sopInstanceUid) {
    public InstanceKey {
        Uids.check(sopInstanceUid);
    }
}
