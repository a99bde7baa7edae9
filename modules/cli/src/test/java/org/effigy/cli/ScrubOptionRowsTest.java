package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.refusal;
import static org.effigy.cli.TestDicom.attribute;
import static org.effigy.cli.TestDicom.methods;
import static org.effigy.cli.TestDicom.pixel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table's rows for {@code effigy scrub}: what of a patient's file is still there. */
final class ScrubOptionRowsTest extends OptionTable {
    private static final String LINE = "scrub {patient} {out} --key-file {key}";
    private static final String[] PATIENT = {
        "SOPInstanceUID=1.2.3.4.5",
        "StudyDate=20200229",
        "StationName=CT99",
        "InstitutionName=St. Elsewhere",
        "PatientAge=075Y",
        "StudyDescription=CT Thorax Herr Maier",
    };

    @Override
    List<OptionRow> rows() {
        List<OptionRow> rows = new ArrayList<>(kept());
        rows.addAll(accepted());
        return rows;
    }

    /** What is kept, and by which secret the rest is replaced. */
    private static List<OptionRow> kept() {
        Sight root = run -> TestDicom.value(run.out(), "SOPInstanceUID").replaceAll("[0-9]{9,}$", "");
        String temporal = "LongitudinalTemporalInformationModified";
        return List.of(
                option("--key-file {key-2}").in(LINE).changes(attribute("SOPInstanceUID")),
                option("--key-file {key-2}").in(LINE).changes(attribute("PatientID")),
                option("--uid-root 1.2.3").in(LINE).shows(root.ifDone(), "2.25.", "1.2.3."),
                option("--shift-dates").in(LINE).shows(attribute(temporal), "REMOVED", "MODIFIED"),
                option("--shift-dates").in(LINE).shows(moved(), "", "some days before 20200229"),
                option("--keep-dates").in(LINE).shows(attribute(temporal), "REMOVED", "UNMODIFIED"),
                option("--keep-dates").in(LINE).shows(attribute("StudyDate"), "", "20200229"),
                option("--keep-uids").in(LINE).shows(same("SOPInstanceUID", "1.2.3.4.5"), false, true),
                option("--keep-device").in(LINE).shows(attribute("StationName"), "", "CT99"),
                option("--keep-institution").in(LINE).shows(attribute("InstitutionName"), "", "St. Elsewhere"),
                option("--keep-characteristics").in(LINE).shows(attribute("PatientAge"), "", "075Y"),
                option("--keep-safe-private").in(LINE).shows(TestDicom.safePrivate(), "", "1.5"),
                option("--clean-descriptions").in(LINE).shows(attribute("StudyDescription"), "", "CT Thorax"),
                option("--clean-structured-content").in(LINE).shows(methods(), "113100", "113100 113104"));
    }

    private static Sight moved() {
        Sight sight = run -> {
            String date = TestDicom.value(run.out(), "StudyDate");
            return date.compareTo("20200229") < 0 && date.startsWith("20") ? "some days before 20200229" : date;
        };
        return sight.ifDone();
    }

    private static Sight same(String keyword, String value) {
        Sight sight = run -> String.valueOf(TestDicom.value(run.out(), keyword).equals(value));
        return sight.ifDone();
    }

    /** Which files are accepted, and what happens to their pixels. */
    private static List<OptionRow> accepted() {
        String burned = LINE.replace("{patient}", "{burned}");
        return List.of(
                option("--clean-graphics")
                        .in(LINE.replace("{patient}", "{overlay}"))
                        .shows(refusal("overlay"), "exit 1 overlay", "exit 0"),
                option("--mask {masks}").in(LINE).shows(pixel(40, 0), -967, -1024),
                option("--mask {masks}").in(burned).shows(refusal("show text"), "exit 1 show text", "exit 0"),
                option("--clean-pixels").in(burned).shows(refusal("show text"), "exit 1 show text", "exit 0"),
                option("--clean-pixels").in(LINE).shows(methods(), "113100", "113100 113101"),
                option("--allow-burned-in").in(burned).shows(refusal("show text"), "exit 1 show text", "exit 0"),
                option("--allow-burned-in")
                        .in(burned + " --keep-uids")
                        .shows(refusalOr(attribute("BurnedInAnnotation")), "refused", "YES"),
                option("--allow-heads")
                        .in(LINE.replace("{patient}", "{heads}"))
                        .shows(refusal("head"), "exit 1 head", "exit 0"));
    }

    /** Looks at "refused" where the command failed, else at something. */
    private static Sight refusalOr(Sight sight) {
        return run -> run.result().exitCode() == 0 ? sight.look(run) : "refused";
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        places.put("patient", path -> {
            Path edited = TestDicom.edited(slice(), path.resolveSibling("edited"), PATIENT);
            TestDicom.withSafePrivate(edited, path);
        });
        places.put("burned", path -> TestDicom.edited(place("patient"), path, "BurnedInAnnotation=YES"));
        places.put("overlay", path -> TestDicom.withOverlay(place("patient"), path));
        places.put("heads", path -> {
            for (int i = 0; i < 6; i++) {
                String uid = "SOPInstanceUID=1.2.3.4." + i;
                TestDicom.edited(place("patient"), path.resolve(i + ".dcm"), uid, "BodyPartExamined=HEAD");
            }
        });
        places.put("masks", path -> Files.writeString(path, OptionData.MASKS));
        return places;
    }

    private Path slice() throws java.io.IOException {
        return place("ct").resolve("ct-000000.dcm");
    }
}
