package org.effigy.dicom.net;

/** A series in an archive; both are valid UIDs. */
public record SeriesKey(String studyInstanceUid, String seriesInstanceUid) {
    public SeriesKey {
        Uids.check(studyInstanceUid);
        Uids.check(seriesInstanceUid);
    }
}
