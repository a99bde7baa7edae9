package org.effigy.dicom.deid;

/** The options of PS3.15, table E.1-1, in the order of its columns. */
public enum DeidOption {
    /** Keeps the private attributes of {@link SafePrivateAttributes} and no others. */
    RETAIN_SAFE_PRIVATE("113111", "Retain Safe Private Option"),
    /** Keeps study, series, instance and all other UIDs. */
    RETAIN_UIDS("113110", "Retain UIDs Option"),
    /** Keeps what names the device: serial number, station name, model and software versions. */
    RETAIN_DEVICE_IDENTITY("113109", "Retain Device Identity Option"),
    /** Keeps what names the institution. */
    RETAIN_INSTITUTION_IDENTITY("113112", "Retain Institution Identity Option"),
    /** Keeps sex, age, size, weight and the like. */
    RETAIN_PATIENT_CHARACTERISTICS("113108", "Retain Patient Characteristics Option"),
    /** Keeps dates and times; excludes {@link #RETAIN_MODIFIED_DATES}. */
    RETAIN_FULL_DATES("113106", "Retain Longitudinal Temporal Information Full Dates Option"),
    /** Moves all dates of a patient by the same number of days, from 1 to 3650 into the past; times of day stay. */
    RETAIN_MODIFIED_DATES("113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
    /** Keeps descriptions as far as they consist of the words of {@link DescriptorVocabulary}. */
    CLEAN_DESCRIPTORS("113105", "Clean Descriptors Option"),
    /** Keeps coded and numeric content items, no texts. */
    CLEAN_STRUCTURED_CONTENT("113104", "Clean Structured Content Option"),
    /** Accepts files with overlays and curves, which are removed; without it such files are refused. */
    CLEAN_GRAPHICS("113103", "Clean Graphics Option");

    private final String code;
    private final String meaning;

    DeidOption(String code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** Returns the DCM code for DeidentificationMethodCodeSequence. */
    public String code() {
        return code;
    }

    /** Returns the meaning of the code. */
    public String meaning() {
        return meaning;
    }
}
