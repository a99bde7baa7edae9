package org.effigy.dicom.synthetic;

/** What a synthetic image is stored as. */
public enum SyntheticKind {
    /** CT Image Storage, Hounsfield units. */
    CT("1.2.840.10008.5.1.4.1.1.2"),
    /** Computed Radiography Image Storage. */
    CR("1.2.840.10008.5.1.4.1.1.1"),
    /** Digital X-Ray Image Storage, For Presentation. */
    DX("1.2.840.10008.5.1.4.1.1.1.1");

    private final String sopClassUid;

    SyntheticKind(String sopClassUid) {
        this.sopClassUid = sopClassUid;
    }

    /** Returns the UID of the storage class. */
    public String sopClassUid() {
        return sopClassUid;
    }

    /** Returns the value of Modality. */
    public String modality() {
        return name();
    }
}
