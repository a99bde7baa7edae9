package org.effigy.dicom.deid;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;

/**
 * De-identifies the data set of one file, items included: table E.1-1 first, then the list of kept attributes; what neither
 * names is removed.
 */
final class DataSetScrubber {
    /** What the table and the options make of an attribute. */
    private enum Action {
        REMOVE,
        EMPTY,
        DUMMY,
        UID,
        KEEP,
        CLEAN
    }

    private static final int FIRST_GROUP = 0x0008;
    /** Attributes that the table does not name and that are free text about the device. */
    private static final Set<Integer> DEVICE =
            Set.of(Tag.Manufacturer, Tag.ManufacturerModelName, Tag.SoftwareVersions);

    private final DeidOptions options;
    private final Pseudonyms pseudonyms;
    private final boolean dummies;
    private final String patient;

    /**
     * @param dummies whether attributes with several actions get a dummy value (the object may need them as type 1)
     * @param patient what the dates are shifted by the same number of days for
     */
    DataSetScrubber(DeidOptions options, Pseudonyms pseudonyms, boolean dummies, String patient) {
        this.options = options;
        this.pseudonyms = pseudonyms;
        this.dummies = dummies;
        this.patient = patient;
    }

    /** Puts into the second data set what may stay of the first. */
    void scrub(DataSet in, DataSet out) {
        for (Element element : in) {
            int tag = element.tag();
            // Command, file meta, directory and group length elements have no place in a data set.
            if (Tag.group(tag) < FIRST_GROUP || (tag & 0xffff) == 0) {
                continue;
            }
            if (Tag.isPrivate(tag)) {
                scrubPrivate(element, in, out);
                continue;
            }
            Optional<ConfidentialityProfile.Row> row = ConfidentialityProfile.find(tag);
            if (row.isPresent()) {
                apply(row.get(), element, in, out);
            } else if (options.has(DeidOption.RETAIN_DEVICE_IDENTITY) && DEVICE.contains(tag)) {
                OriginalValues.copy(tag, element, in, out);
            } else {
                KeptAttributes.find(tag).ifPresent(rule -> keep(rule, element, in, out));
            }
        }
    }

    private void scrubPrivate(Element element, DataSet in, DataSet out) {
        if (options.has(DeidOption.RETAIN_SAFE_PRIVATE)) {
            SafePrivateAttributes.copy(element, in, out);
        }
    }

    // --- attributes of the table

    private void apply(ConfidentialityProfile.Row row, Element element, DataSet in, DataSet out) {
        int tag = element.tag();
        if (tag == Tag.PatientID || tag == Tag.PatientName) {
            putPatient(tag, in, out);
            return;
        }
        boolean done =
                switch (retained(row)) {
                    case KEEP -> keepOriginal(tag, element, in, out);
                    case CLEAN -> clean(row, tag, element, in, out);
                    case REMOVE, EMPTY, DUMMY, UID -> false;
                };
        if (!done) {
            applyBasic(row, tag, element, in, out);
        }
    }

    private void applyBasic(ConfidentialityProfile.Row row, int tag, Element element, DataSet in, DataSet out) {
        Vr vr = Dictionary.vr(tag);
        Action action = vr == Vr.SQ ? basicSequence(row.basic(), tag) : basic(row.basic());
        switch (action) {
            case REMOVE, CLEAN -> {
                // Not copied.
            }
            case EMPTY -> KeptValues.putEmpty(tag, vr, out);
            case KEEP -> putItems(element, out, false);
            case DUMMY -> putDummy(tag, element, in, out);
            case UID -> putUids(tag, element, in, out);
        }
    }

    /**
     * Returns one action for a sequence: KEEP, with the items de-identified, where there are references or an object may
     * need it; an empty one only where type 2 does, for type 3 does not allow it.
     */
    private Action basicSequence(String actions, int tag) {
        if (actions.contains("U") || (actions.endsWith("/D") && dummies)) {
            return Action.KEEP;
        }
        boolean type2 = actions.equals("Z") || (actions.contains("Z") && tag == Tag.AcquisitionContextSequence);
        return type2 ? Action.EMPTY : Action.REMOVE;
    }

    /** Returns KEEP or CLEAN if a chosen option says so, with modified dates before anything else; else REMOVE. */
    private Action retained(ConfidentialityProfile.Row row) {
        if (chosen(row, DeidOption.RETAIN_MODIFIED_DATES)) {
            return Action.CLEAN;
        }
        Action action = Action.REMOVE;
        for (DeidOption option : options.options()) {
            Character cell = row.options().get(option);
            if (cell != null && cell == 'K') {
                return Action.KEEP;
            }
            if (cell != null) {
                action = Action.CLEAN;
            }
        }
        return action;
    }

    /**
     * Returns one action out of those joined by slashes. Where an object may need the attribute as type 1 the dummy is
     * taken, else the empty value before the removal: an empty value is sound for types 2 and 3.
     */
    private Action basic(String actions) {
        if (actions.contains("U")) {
            return Action.UID;
        }
        if (actions.equals("D") || (actions.contains("D") && dummies)) {
            return Action.DUMMY;
        }
        return actions.contains("Z") ? Action.EMPTY : Action.REMOVE;
    }

    private boolean keepOriginal(int tag, Element element, DataSet in, DataSet out) {
        if (Dictionary.vr(tag) == Vr.SQ) {
            putItems(element, out, false);
            return true;
        }
        return OriginalValues.copy(tag, element, in, out);
    }

    private boolean clean(ConfidentialityProfile.Row row, int tag, Element element, DataSet in, DataSet out) {
        Vr vr = Dictionary.vr(tag);
        if (chosen(row, DeidOption.CLEAN_GRAPHICS)) {
            return true;
        }
        if (vr == Vr.SQ) {
            putContent(element, out);
            return true;
        }
        if (chosen(row, DeidOption.RETAIN_MODIFIED_DATES)) {
            return Temporal.isTemporal(vr) && shift(tag, vr, in, out);
        }
        if (chosen(row, DeidOption.RETAIN_DEVICE_IDENTITY)) {
            return vr == Vr.AE
                    && OriginalValues.change(tag, in, out, title -> Optional.of(pseudonyms.applicationEntity(title)));
        }
        return vr.isText() && cleanText(tag, vr, in, out);
    }

    private boolean chosen(ConfidentialityProfile.Row row, DeidOption option) {
        return options.has(option) && row.options().containsKey(option);
    }

    private boolean shift(int tag, Vr vr, DataSet in, DataSet out) {
        int days = pseudonyms.shiftDays(patient);
        return OriginalValues.change(tag, in, out, value -> Temporal.earlier(value, vr, days));
    }

    private static boolean cleanText(int tag, Vr vr, DataSet in, DataSet out) {
        String text = DescriptorVocabulary.clean(String.join(" ", in.strings(tag)));
        int longest = vr == Vr.SH || vr == Vr.CS ? 16 : 64;
        if (text.isEmpty() || text.length() > longest) {
            return false;
        }
        out.put(tag, vr, text);
        return true;
    }

    private void putDummy(int tag, Element element, DataSet in, DataSet out) {
        if (Dictionary.vr(tag) == Vr.UI) {
            putUids(tag, element, in, out);
        } else {
            Dummies.put(tag, out);
        }
    }

    private void putUids(int tag, Element element, DataSet in, DataSet out) {
        if (element.isEmpty()) {
            KeptValues.putEmpty(tag, Vr.UI, out);
            return;
        }
        List<String> uids = new ArrayList<>();
        for (String uid : uids(element, in)) {
            boolean keep = uid.isEmpty() || (tag == Tag.FrameOfReferenceUID && KeptValues.isStandardUid(uid));
            uids.add(keep ? uid : pseudonyms.uid(uid));
        }
        out.put(tag, Vr.UI, uids.toArray(String[]::new));
    }

    /** Returns the values, also if the file has them in a VR that is no text. */
    private static List<String> uids(Element element, DataSet in) {
        return element.vr().isText()
                ? in.strings(element.tag())
                : List.of(new String(element.bytes(), StandardCharsets.ISO_8859_1));
    }

    /** The name and the identifier of a patient become the same pseudonym; an empty identifier stays empty. */
    private void putPatient(int tag, DataSet in, DataSet out) {
        Optional<String> id = in.string(Tag.PatientID);
        if (tag == Tag.PatientID) {
            id.ifPresentOrElse(
                    value -> out.put(tag, Vr.LO, "DEID-" + pseudonyms.patient(value)),
                    () -> KeptValues.putEmpty(tag, Vr.LO, out));
        } else {
            out.put(
                    tag,
                    Vr.PN,
                    id.map(value -> "DEIDENTIFIED^" + pseudonyms.patient(value)).orElse("DEIDENTIFIED"));
        }
    }

    // --- attributes of the list

    private void keep(KeptAttributes.Rule rule, Element element, DataSet in, DataSet out) {
        switch (rule.kind()) {
            case ITEMS -> putItems(element, out, false);
            case GROUPS -> putItems(element, out, true);
            case CODES -> putCodes(element, out);
            case EQUIPMENT -> putEquipment(element, out);
            case UID -> putUids(rule.tag(), element, in, out);
            case PIXEL_DATA -> {
                // The caller's: it needs the attributes that describe it.
            }
            default -> KeptValues.copy(rule, element, in, out);
        }
    }

    private void putItems(Element element, DataSet out, boolean keepEmpty) {
        List<DataSet> from = element.items();
        List<DataSet> to = put(element, out);
        List<DataSet> left = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
            scrub(from.get(i), to.get(i));
            if (keepEmpty || !to.get(i).isEmpty() || from.get(i).isEmpty()) {
                left.add(to.get(i));
            }
        }
        replace(element, left, out);
    }

    private void putCodes(Element element, DataSet out) {
        List<DataSet> from = element.items();
        List<DataSet> to = put(element, out);
        List<DataSet> left = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
            if (CodedEntries.copy(from.get(i), to.get(i))) {
                scrub(from.get(i), to.get(i));
                CodedEntries.removeContext(to.get(i));
                left.add(to.get(i));
            }
        }
        replace(element, left, out);
    }

    /** Keeps, of a sequence that is cleaned, coded entries and content items with a code or a number. */
    private void putContent(Element element, DataSet out) {
        List<DataSet> from = element.items();
        List<DataSet> to = put(element, out);
        List<DataSet> left = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
            boolean coded = CodedEntries.copy(from.get(i), to.get(i));
            scrub(from.get(i), to.get(i));
            CodedEntries.removeContext(to.get(i));
            if (coded || to.get(i).contains(Tag.ConceptNameCodeSequence)) {
                left.add(to.get(i));
            }
        }
        replace(element, left, out);
    }

    private void putEquipment(Element element, DataSet out) {
        List<DataSet> from = element.items();
        List<DataSet> to = put(element, out);
        List<DataSet> left = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
            if (KeptValues.isSynthesizingEquipment(from.get(i))) {
                scrub(from.get(i), to.get(i));
                if (to.get(i).string(Tag.Manufacturer).isEmpty()) {
                    Dummies.put(Tag.Manufacturer, to.get(i));
                }
                left.add(to.get(i));
            }
        }
        replace(element, left, out);
    }

    /** Puts as many new items, which then know the character set around them. */
    private static List<DataSet> put(Element element, DataSet out) {
        List<DataSet> items =
                element.items().stream().map(item -> new DataSet()).toList();
        if (element.isSequence()) {
            out.putItems(element.tag(), items);
        }
        return items;
    }

    /** Leaves only these items; a sequence that had some and has none now is removed. */
    private static void replace(Element element, List<DataSet> left, DataSet out) {
        if (left.isEmpty() && !element.items().isEmpty()) {
            out.remove(element.tag());
        } else if (left.size() < element.items().size()) {
            out.putItems(element.tag(), left);
        }
    }
}
