package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.beside;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.jsonSize;
import static org.effigy.cli.Sight.jsonValues;
import static org.effigy.cli.Sight.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The table's rows for {@code effigy index}: which images the index holds, and what it says of them. */
final class IndexOptionRowsTest extends OptionTable {
    private static final String MORE = " --out {out} --allow-synthetic --key-file {key}";
    private static final String CT = "index {ct}" + MORE;
    private static final String TABLE = "index {ct} --labels {table.csv}" + MORE;
    private static final String SERIES = "index {series} --no-labels" + MORE;
    private static final String VIEWS = "index {views} --no-labels" + MORE;
    private static final Sight ENTRIES = jsonSize("", "/entries");

    @Override
    List<OptionRow> rows() {
        return Stream.of(labels(), columns(), split(), slices(), radiographs(), screen())
                .flatMap(List::stream)
                .toList();
    }

    private static Sight values(String property) {
        return jsonValues("", "/entries", property);
    }

    private static List<OptionRow> labels() {
        String views = "index {views}" + MORE;
        Sight labels = values("/label");
        return List.of(
                option("--out {out}.json").in(CT).shows(beside(), "out", "out.json"),
                option("--labels {table.csv}").in(CT).shows(labels, "NODULE NORMAL", "A B"),
                option("--label-attribute Modality").in(views).shows(labels, "", "CR"),
                option("--label-view").in(views).shows(labels, "", "AP PA"),
                option("--no-labels").in(CT).shows(labels, "NODULE NORMAL", ""));
    }

    /** The columns of a table that has each of them twice. */
    private static List<OptionRow> columns() {
        return List.of(
                option("--file-column other").in(TABLE).shows(json("", "/entries/0/label"), "A", "B"),
                option("--label-column finding").in(TABLE).shows(values("/label"), "A B", "X Y"),
                option("--multi-label |").in(TABLE).shows(json("", "/settings/labelSeparator"), "", "|"),
                option("--patient-column person").in(TABLE).shows(count("/patientKey"), 6, 1),
                option("--mask-column none")
                        .in("index {masked}" + MORE)
                        .shows(json("", "/entries/0/masks/0/path"), "masks/ct-000000.png", ""),
                option("--split-column fold").in(TABLE).shows(values("/split"), "TRAIN", "TEST"));
    }

    /** Looks at the number of distinct values of a property of the images. */
    private static Sight count(String property) {
        return run -> {
            String values = values(property).look(run);
            return String.valueOf(values.split(" ").length);
        };
    }

    /** Who is one patient, and who goes where. */
    private static List<OptionRow> split() {
        String split = "/settings/split/";
        return List.of(
                option("--patient-regex ^(ct)")
                        .in("index {ct} --no-labels" + MORE)
                        .shows(count("/patientKey"), 2, 1),
                option("--key-file {key-2}").in(CT).changes(json("", "/entries/0/patientKey")),
                option("--shares 0.5,0.25,0.25").in(CT).shows(json("", split + "train"), 0.8, 0.5),
                option("--shares 0,0,1").in(CT).shows(values("/split"), "TRAIN", "TEST"),
                option("--split-seed 7").in(CT).shows(json("", split + "seed"), 1, 7));
    }

    /** Which slices of a series with one localizer, two reformatted and three captured images. */
    private static List<OptionRow> slices() {
        return List.of(
                option("--modality CR").in("index {both} --no-labels" + MORE).shows(values("/modality"), "CR CT", "CR"),
                option("--every 2").in(SERIES).shows(ENTRIES, 6, 3),
                option("--body-part ABDOMEN").in(SERIES).shows(ENTRIES, 6, 1),
                option("--min-lung 0.01").in(CT).shows(json("", "/settings/choice/minLung"), 0.0, 0.01),
                option("--min-lung 0.99").in(CT).shows(refusal("less lung"), "exit 0", "exit 1 less lung"),
                option("--allow-localizers").in(SERIES).shows(ENTRIES, 6, 7),
                option("--allow-reformatted").in(SERIES).shows(ENTRIES, 6, 8),
                option("--allow-captures").in(SERIES).shows(ENTRIES, 6, 9),
                option("--allow-heads").in("index {heads} --no-labels" + MORE).shows(ENTRIES, 1, 7));
    }

    /** Which radiographs of two PA, one AP, one lateral for processing and two that say text is burned in. */
    private static List<OptionRow> radiographs() {
        String real = "index {ct} --out {out}";
        return List.of(
                option("--view AP").in(VIEWS).shows(ENTRIES, 3, 1),
                option("--allow-for-processing").in(VIEWS).shows(ENTRIES, 3, 4),
                option("--allow-burned-in").in(VIEWS).shows(ENTRIES, 3, 5),
                option("--allow-synthetic").in(real).shows(refusal("synthetic"), "exit 1 synthetic", "exit 0"));
    }

    /** What happens to writing and borders in pixels. */
    private static List<OptionRow> screen() {
        String screen = "/settings/screen/";
        return List.of(
                option("--text leave-out").in(VIEWS).shows(json("", screen + "text"), "MASK", "LEAVE_OUT"),
                option("--borders crop").in(VIEWS).shows(json("", screen + "borders"), "KEEP", "CROP"),
                option("--mask {masks}").in(VIEWS).shows(jsonSize("", screen + "masks/rules"), 0, 1),
                option("--near-duplicates all").in(VIEWS).shows(json("", screen + "duplicates"), "RADIOGRAPHS", "ALL"));
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        places.put("masked", path -> effigy("phantom", path, "-n", 6, "--size", 64, "--masks"));
        places.put("masks", path -> Files.writeString(path, OptionData.MASKS));
        places.put("table.csv", path -> Files.writeString(path, table()));
        places.put("both", path -> {
            Files.createDirectories(path);
            OptionData.copy(place("ct"), path.resolve("ct"));
            OptionData.copy(place("cr"), path.resolve("cr"));
        });
        places.put("series", this::series);
        places.put("views", this::views);
        places.put("heads", path -> {
            for (int i = 0; i < 6; i++) {
                slice(path, i, "BodyPartExamined=HEAD");
            }
            slice(path, 6, "BodyPartExamined=CHEST", "SeriesInstanceUID=1.2.9");
        });
        return places;
    }

    private static String table() {
        StringBuilder table = new StringBuilder("file,label,patient_id,split,other,finding,person,fold\n");
        for (int i = 0; i < 6; i++) {
            table.append("ct-%06d.dcm,%s,p%d,train,ct-%06d.dcm,%s,one,test%n"
                    .formatted(i, i < 3 ? "A" : "B", i, 5 - i, i < 3 ? "X" : "Y"));
        }
        return table.toString();
    }

    private void series(Path folder) throws IOException {
        for (int i = 0; i < 6; i++) {
            slice(folder, i, "BodyPartExamined=" + (i == 0 ? "ABDOMEN" : "CHEST"));
        }
        slice(folder, 6, "ImageType=ORIGINAL\\PRIMARY\\LOCALIZER");
        slice(folder, 7, "ImageType=DERIVED\\SECONDARY\\MPR");
        slice(folder, 8, "ImageType=DERIVED\\SECONDARY\\MPR");
        for (int i = 9; i < 12; i++) {
            slice(folder, i, "ImageType=DERIVED\\SECONDARY\\SCREEN SAVE");
        }
    }

    private void slice(Path folder, int number, String... values) throws IOException {
        String[] all = Stream.concat(
                        Stream.of(
                                "ImageType=ORIGINAL\\PRIMARY\\AXIAL",
                                "SOPInstanceUID=1.2.3." + number,
                                "StudyInstanceUID=1.2",
                                "SeriesInstanceUID=1.2.3",
                                "PatientID=ONE",
                                "ImagePositionPatient=0\\0\\" + 5 * number),
                        Stream.of(values))
                .toArray(String[]::new);
        Path phantom = place("ct").resolve("ct-%06d.dcm".formatted(number % 6));
        TestDicom.edited(phantom, folder.resolve(number + ".dcm"), all);
    }

    private void views(Path folder) throws IOException {
        String[] values = {
            "ViewPosition=PA",
            "ViewPosition=PA",
            "ViewPosition=AP",
            "PresentationIntentType=FOR PROCESSING",
            "BurnedInAnnotation=YES",
            "BurnedInAnnotation=YES"
        };
        for (int i = 0; i < values.length; i++) {
            Path phantom = place("cr").resolve("cr-%06d.dcm".formatted(i));
            TestDicom.edited(phantom, folder.resolve(i + ".dcm"), values[i]);
        }
    }
}
