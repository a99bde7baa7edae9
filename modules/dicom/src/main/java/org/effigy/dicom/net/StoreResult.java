package org.effigy.dicom.net;

import java.util.Locale;

/**
 * What an archive did with an instance.
 *
 * @param status whether it has it now
 * @param reason the code of PS3.4, table B.2-1, or PS3.18, table I.2-2, e.g. 0xA700; 0 where none was given
 */
public record StoreResult(Status status, int reason) {
    /** Whether the archive has the instance. */
    public enum Status {
        /** It has it. */
        STORED,
        /** It has it, with a warning, e.g. after coercion of attributes. */
        WARNING,
        /** It had it before. */
        DUPLICATE,
        /** It refused it. */
        FAILED,
        /** It did not say. */
        UNCONFIRMED;

        /** Says whether the instance need not be sent again. */
        public boolean isInArchive() {
            return this == STORED || this == WARNING || this == DUPLICATE;
        }
    }

    /** The failure reason of an instance that the archive has already. */
    public static final int DUPLICATE_INSTANCE = 0x0111;

    /** Returns the result of an instance that is stored. */
    public static StoreResult stored() {
        return new StoreResult(Status.STORED, 0);
    }

    /** Returns the result of an instance that is stored although something is odd. */
    public static StoreResult warning(int reason) {
        return new StoreResult(Status.WARNING, reason);
    }

    /** Returns the result for a failure reason. */
    public static StoreResult failed(int reason) {
        return new StoreResult(reason == DUPLICATE_INSTANCE ? Status.DUPLICATE : Status.FAILED, reason);
    }

    /** Returns the result where the archive said nothing about the instance. */
    public static StoreResult unconfirmed() {
        return new StoreResult(Status.UNCONFIRMED, 0);
    }

    /** Returns what the status and the code mean, in our words. */
    public String text() {
        return switch (status) {
            case STORED -> "stored";
            case DUPLICATE -> "the archive had it before";
            case UNCONFIRMED -> "the archive did not confirm it; send it again";
            case WARNING -> "stored, with a warning: " + reasonText();
            case FAILED -> "refused by the archive: " + reasonText();
        };
    }

    private String reasonText() {
        if (reason == 0) {
            return "no reason given";
        }
        String code = String.format(Locale.ROOT, "%04XH", reason);
        String meaning = meaning();
        return meaning.isEmpty() ? code : code + ", " + meaning;
    }

    private String meaning() {
        return switch (reason & 0xffff) {
            case 0x0110 -> "processing failure";
            case 0x0117 -> "invalid SOP instance";
            case 0x0119 -> "class and instance conflict";
            case 0x0122 -> "SOP class not supported";
            case 0x0124 -> "not authorized";
            case 0x0131 -> "moved to another place";
            case 0xa710 -> "fails its checks";
            case 0xb000 -> "attributes were changed";
            case 0xb006 -> "elements were dropped";
            case 0xb007 -> "the data set does not match its SOP class";
            case 0xc122 -> "transfer syntax not supported";
            default -> range();
        };
    }

    private String range() {
        return switch (reason >>> 8 & 0xff) {
            case 0xa7 -> "out of resources";
            case 0xa9 -> "the data set does not match its SOP class";
            case 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf ->
                "cannot understand";
            default -> "";
        };
    }
}
