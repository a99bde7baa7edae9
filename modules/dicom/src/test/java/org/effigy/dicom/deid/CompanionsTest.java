package org.effigy.dicom.deid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.effigy.dicom.DicomFile;
import org.effigy.dicom.data.DataSet;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Element;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.data.Vr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What identifies is replaced whatever else is missing or empty, and what must agree agrees whatever stands beside it. */
class CompanionsTest {
    private static final String TOKEN = "ZQIDENT";
    private static final int REFERENCED_INSTANCES = 0x0008114A;

    /** How an attribute that others may be replaced by is no help. */
    private enum State {
        MISSING,
        EMPTY,
        BLANK;

        void make(DataSet dataSet, int tag) {
            Vr vr = Dictionary.vr(tag);
            switch (this) {
                case MISSING -> dataSet.remove(tag);
                case EMPTY -> KeptValues.putEmpty(tag, vr, dataSet);
                case BLANK -> {
                    if (vr.isText()) {
                        dataSet.putBytes(tag, vr, "  ".getBytes(StandardCharsets.US_ASCII));
                    } else {
                        dataSet.remove(tag);
                    }
                }
            }
        }
    }

    /** The public attributes of the table outside of repeating groups that an image accepts. */
    private static List<Integer> identifying() {
        List<Integer> tags = new ArrayList<>();
        for (ConfidentialityProfile.Row row : ConfidentialityProfile.rows()) {
            if (row.pattern().matches("[0-9A-F]{8}")) {
                int tag = Integer.parseUnsignedInt(row.pattern(), 16);
                if (Tag.group(tag) >= 8 && Dictionary.vr(tag) != Vr.SQ) {
                    tags.add(tag);
                }
            }
        }
        return tags;
    }

    private static void plant(DataSet into) {
        for (int tag : identifying()) {
            Vr vr = Dictionary.vr(tag) == Vr.UN ? Vr.LO : Dictionary.vr(tag);
            String token = String.format(Locale.ROOT, TOKEN + "%08X ", tag);
            into.putBytes(tag, vr, token.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static DataSet scrubbed(DataSet dataSet, DeidOption... options) {
        DicomFile file = DicomFile.of(dataSet);
        return new Deidentifier(DeidOptions.basic().with(options), TestObjects.KEY)
                .apply(file)
                .dataSet();
    }

    private static String text(DataSet dataSet) {
        StringBuilder out = new StringBuilder();
        for (Element element : dataSet) {
            out.append(new String(element.bytes(), StandardCharsets.ISO_8859_1)).append('|');
            element.items().forEach(item -> out.append(text(item)));
        }
        return out.toString();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIdentifyingStaysWhicheverOtherAttributeIsMissing(State state) {
        DataSet planted = TestObjects.ct().dataSet();
        DataSet nested = new DataSet();
        plant(planted);
        plant(nested);
        for (int companion : identifying()) {
            if (companion == Tag.SOPInstanceUID) {
                // Without it the object is refused.
                continue;
            }
            DataSet root = planted.copy();
            state.make(root, companion);
            if (state == State.MISSING) {
                DataSet item = nested.copy();
                state.make(item, companion);
                root.putItems(Tag.ReferencedSeriesSequence, item);
            }
            String out = text(scrubbed(root));
            assertFalse(out.contains(TOKEN), () -> Tag.describe(companion) + " " + state + ": something stays");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameWithoutIdentifierIsReplacedWhateverTheOptions(State state) {
        for (DeidOption option : DeidOption.values()) {
            DataSet root = TestObjects.ct().dataSet();
            state.make(root, Tag.PatientID);
            DataSet out = scrubbed(root, option);
            assertEquals("DEIDENTIFIED", out.string(Tag.PatientName).orElseThrow(), option + " " + state);
            assertEquals("", out.string(Tag.PatientID).orElse(""), option + " " + state);
        }
    }

    /** What is known of two patients, each time a little less; the two never agree in what is left. */
    static Stream<List<Integer>> leftOut() {
        return Stream.of(
                List.of(),
                List.of(Tag.PatientID),
                List.of(Tag.PatientID, Tag.StudyInstanceUID),
                List.of(Tag.PatientID, Tag.StudyInstanceUID, Tag.SeriesInstanceUID));
    }

    private static DataSet patient(String name, List<Integer> leftOut, State state) {
        DataSet root = TestObjects.ct().dataSet();
        root.put(Tag.PatientID, Vr.LO, name);
        root.put(Tag.StudyInstanceUID, Vr.UI, "1.2.3." + name.charAt(0) % 10);
        root.put(Tag.SeriesInstanceUID, Vr.UI, "1.2.4." + name.charAt(0) % 10);
        root.put(Tag.SOPInstanceUID, Vr.UI, "1.2.5." + name.charAt(0) % 10);
        leftOut.forEach(tag -> state.make(root, tag));
        return root;
    }

    @ParameterizedTest
    @MethodSource("leftOut")
    void twoPatientsDoNotShareOneShiftOfDates(List<Integer> leftOut) {
        for (State state : State.values()) {
            DataSet a = scrubbed(patient("A", leftOut, state), DeidOption.RETAIN_MODIFIED_DATES);
            DataSet b = scrubbed(patient("B", leftOut, state), DeidOption.RETAIN_MODIFIED_DATES);
            assertNotEquals(
                    a.string(Tag.StudyDate).orElseThrow(),
                    b.string(Tag.StudyDate).orElseThrow(),
                    leftOut.size() + " attributes " + state);
        }
    }

    @Test
    void twoStudiesOfAPatientShareOneShiftOfDates() {
        DataSet a = patient("A", List.of(), State.MISSING);
        DataSet b = patient("B", List.of(), State.MISSING).put(Tag.PatientID, Vr.LO, "A");
        assertEquals(
                scrubbed(a, DeidOption.RETAIN_MODIFIED_DATES).string(Tag.StudyDate),
                scrubbed(b, DeidOption.RETAIN_MODIFIED_DATES).string(Tag.StudyDate));
    }

    @ParameterizedTest
    @MethodSource("leftOut")
    void datesInSequencesAreShiftedAsThoseOfTheirPatient(List<Integer> leftOut) {
        for (Consumer<DataSet> beside : List.<Consumer<DataSet>>of(
                item -> {},
                item -> item.put(Tag.PatientID, Vr.LO, "SOMEBODY ELSE"),
                item -> item.put(Tag.PatientID, Vr.LO),
                item -> item.put(Tag.StudyInstanceUID, Vr.UI, "1.2.999"),
                item -> item.put(Tag.SOPInstanceUID, Vr.UI, "1.2.999"))) {
            DataSet root = patient("A", leftOut, State.MISSING);
            DataSet item = new DataSet();
            DataSet inner = new DataSet();
            root.putItems(Tag.ReferencedSeriesSequence, item);
            item.putItems(REFERENCED_INSTANCES, inner);
            for (DataSet nested : List.of(item, inner)) {
                nested.put(Tag.StudyDate, Vr.DA, root.string(Tag.StudyDate).orElseThrow());
                nested.put(Tag.AcquisitionDateTime, Vr.DT, "20200229101112.5");
                beside.accept(nested);
            }
            DataSet out = scrubbed(root, DeidOption.RETAIN_MODIFIED_DATES);
            String shifted = out.string(Tag.StudyDate).orElseThrow();
            assertNotEquals("20200229", shifted);
            DataSet first = out.items(Tag.ReferencedSeriesSequence).get(0);
            DataSet second = first.items(REFERENCED_INSTANCES).get(0);
            for (DataSet nested : Arrays.asList(first, second)) {
                assertEquals(shifted, nested.string(Tag.StudyDate).orElseThrow());
                assertEquals(
                        shifted + "101112.5",
                        nested.string(Tag.AcquisitionDateTime).orElseThrow());
            }
        }
    }
}
