package org.effigy.dicom.deid;

import org.effigy.base.InputException;

/** An object that is not de-identified because it may give the patient away; who has looked at it can allow it. */
public final class RefusedException extends InputException {
    private static final long serialVersionUID = 1L;

    private final Permission permission;

    RefusedException(String message, Permission permission) {
        super(message);
        this.permission = permission;
    }

    /** Returns what would have to be allowed. */
    public Permission permission() {
        return permission;
    }
}
