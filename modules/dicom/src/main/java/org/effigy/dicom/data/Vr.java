package org.effigy.dicom.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The value representations of DICOM PS3.5, section 6.2. */
public enum Vr {
    AE(Kind.TEXT, 1),
    AS(Kind.TEXT, 1),
    AT(Kind.BINARY, 2),
    CS(Kind.TEXT, 1),
    DA(Kind.TEXT, 1),
    DS(Kind.TEXT, 1),
    DT(Kind.TEXT, 1),
    FD(Kind.BINARY, 8),
    FL(Kind.BINARY, 4),
    IS(Kind.TEXT, 1),
    LO(Kind.LOCAL_TEXT, 1),
    LT(Kind.LOCAL_TEXT, 1),
    OB(Kind.BINARY, 1),
    OD(Kind.BINARY, 8),
    OF(Kind.BINARY, 4),
    OL(Kind.BINARY, 4),
    OV(Kind.BINARY, 8),
    OW(Kind.BINARY, 2),
    PN(Kind.LOCAL_TEXT, 1),
    SH(Kind.LOCAL_TEXT, 1),
    SL(Kind.BINARY, 4),
    SQ(Kind.SEQUENCE, 1),
    SS(Kind.BINARY, 2),
    ST(Kind.LOCAL_TEXT, 1),
    SV(Kind.BINARY, 8),
    TM(Kind.TEXT, 1),
    UC(Kind.LOCAL_TEXT, 1),
    UI(Kind.TEXT, 1),
    UL(Kind.BINARY, 4),
    UN(Kind.BINARY, 1),
    UR(Kind.TEXT, 1),
    US(Kind.BINARY, 2),
    UT(Kind.LOCAL_TEXT, 1),
    UV(Kind.BINARY, 8);

    private static final List<Optional<Vr>> BY_LETTERS;

    static {
        List<Optional<Vr>> all = new ArrayList<>(Collections.nCopies(place('Z', 'Z') + 1, Optional.empty()));
        for (Vr vr : values()) {
            all.set(place(vr.name().charAt(0), vr.name().charAt(1)), Optional.of(vr));
        }
        BY_LETTERS = List.copyOf(all);
    }

    private enum Kind {
        TEXT,
        LOCAL_TEXT,
        BINARY,
        SEQUENCE
    }

    private final Kind kind;
    private final int unitBytes;

    Vr(Kind kind, int unitBytes) {
        this.kind = kind;
        this.unitBytes = unitBytes;
    }

    /** Returns the VR of the two letters, empty if DICOM knows none. */
    public static Optional<Vr> of(String name) {
        return name.length() == 2 ? of(name.charAt(0), name.charAt(1)) : Optional.empty();
    }

    /** Returns the VR of the two letters, empty if DICOM knows none. */
    public static Optional<Vr> of(char first, char second) {
        boolean capitals = first >= 'A' && first <= 'Z' && second >= 'A' && second <= 'Z';
        return capitals ? BY_LETTERS.get(place(first, second)) : Optional.empty();
    }

    private static int place(char first, char second) {
        return ('Z' - 'A' + 1) * (first - 'A') + second - 'A';
    }

    /** Says whether values are text, in the default or a local character set. */
    public boolean isText() {
        return kind == Kind.TEXT || kind == Kind.LOCAL_TEXT;
    }

    /** Says whether values are text to which SpecificCharacterSet applies. */
    public boolean isLocalText() {
        return kind == Kind.LOCAL_TEXT;
    }

    /** Says whether a backslash separates values. */
    public boolean hasSeveralTexts() {
        return isText() && this != LT && this != ST && this != UT && this != UR;
    }

    /** Returns the bytes of one number, the unit in which the byte order counts; 1 for text and bytes. */
    public int unitBytes() {
        return unitBytes;
    }

    /** Says whether an explicit length is written in 4 bytes after 2 reserved ones rather than in 2 bytes. */
    public boolean hasLongLength() {
        return switch (this) {
            case OB, OD, OF, OL, OV, OW, SQ, SV, UC, UN, UR, UT, UV -> true;
            case AE, AS, AT, CS, DA, DS, DT, FD, FL, IS, LO, LT, PN, SH, SL, SS, ST, TM, UI, UL, US -> false;
        };
    }

    /** Returns the byte that makes a value's length even: a space for text, 0 otherwise. */
    public byte padding() {
        return (byte) (isText() && this != UI ? ' ' : 0);
    }
}
