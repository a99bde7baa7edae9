package org.effigy.dicom.deid;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.effigy.base.InputException;
import org.effigy.dicom.data.UidRoot;

/**
 * How to de-identify. The default, {@link #basic()}, is the Basic Application Level Confidentiality Profile without
 * options.
 *
 * @param options the options of the profile
 * @param allowBurnedIn whether files are accepted whose pixels may show who the patient is: BurnedInAnnotation or
 *     RecognizableVisualFeatures YES, secondary captures, ultrasound. Their pixels are left as they are
 * @param uidRoot where new UIDs lie
 * @param pixels what happens to the pixels
 */
public record DeidOptions(Set<DeidOption> options, boolean allowBurnedIn, UidRoot uidRoot, PixelPolicy pixels) {
    public DeidOptions {
        if (options.contains(DeidOption.RETAIN_FULL_DATES) && options.contains(DeidOption.RETAIN_MODIFIED_DATES)) {
            throw new InputException("dates can be kept in full or modified, not both; choose one of the two options");
        }
        EnumSet<DeidOption> copy = EnumSet.noneOf(DeidOption.class);
        copy.addAll(options);
        options = Collections.unmodifiableSet(copy);
    }

    /** Returns the basic profile: no option, nothing allowed, UIDs under 2.25. */
    public static DeidOptions basic() {
        return new DeidOptions(Set.of(), false, UidRoot.UUID, PixelPolicy.STANDARD);
    }

    /** Returns a copy with these options as well. */
    public DeidOptions with(DeidOption... more) {
        EnumSet<DeidOption> all = EnumSet.noneOf(DeidOption.class);
        all.addAll(options);
        all.addAll(List.of(more));
        return new DeidOptions(all, allowBurnedIn, uidRoot, pixels);
    }

    /** Returns a copy that accepts files with burned-in annotation, see {@link #allowBurnedIn}. */
    public DeidOptions withBurnedInAllowed() {
        return new DeidOptions(options, true, uidRoot, pixels);
    }

    /** Returns a copy with new UIDs under this root. */
    public DeidOptions withUidRoot(UidRoot root) {
        return new DeidOptions(options, allowBurnedIn, root, pixels);
    }

    /** Returns a copy that deals with pixels in this way. */
    public DeidOptions withPixels(PixelPolicy other) {
        return new DeidOptions(options, allowBurnedIn, uidRoot, other);
    }

    boolean has(DeidOption option) {
        return options.contains(option);
    }
}
