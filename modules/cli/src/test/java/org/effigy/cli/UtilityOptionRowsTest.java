package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.OptionRow.together;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.refusal;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.effigy.base.Hashes;
import org.effigy.base.Seeds;

/** The table's rows for the utility of {@code effigy evaluate}: what is trained, and what comes of it. */
final class UtilityOptionRowsTest extends OptionTable {
    private static final String EVALUATE = "evaluate {synthetic} --real {real} --holdout {holdout} --out {out}"
            + " --spaces random --size 16 --bootstrap 20 --no-copies";
    private static final String SMALL = " --utility-steps 2 --utility-seeds 1 --utility-size 16";
    private static final String LINE = EVALUATE + SMALL + " --utility";
    private static final String HEAD = "scores-utility.json";
    private static final int SIDE = 16;
    private static final int IMAGES = 112;

    @Override
    List<OptionRow> rows() {
        Sight trained = run -> Hashes.sha256(run.out().resolve("scores-utility.safetensors"));
        Sight scores = trained.ifDone();
        List<OptionRow> rows = new ArrayList<>(together(
                option("--utility-steps 3").in(LINE).shows(json(HEAD, "/steps"), 2, 3),
                option("--utility-seeds 2").in(LINE).shows(json(HEAD, "/seeds"), 1, 2)));
        rows.addAll(List.of(
                option("--utility")
                        .in(EVALUATE + SMALL)
                        .shows(refusal("need --utility"), "exit 2 need --utility", "exit 0"),
                option("--utility-size 8").in(LINE).changes(scores),
                option("--utility-flip").in(LINE).changes(scores),
                option("--utility-share 0.5").in(LINE).changes(scores),
                option("--rare BELOW")
                        .in(LINE + " --keep 2")
                        .shows(refusal("belong together"), "exit 2 belong together", "exit 0"),
                option("--keep 3").in(LINE + " --rare BELOW --keep 2").changes(scores)));
        return rows;
    }

    @Override
    Map<String, Maker> places() {
        return Map.of(
                "real", path -> write(path, "R"),
                "holdout", path -> write(path, "H"),
                "synthetic", path -> write(path, "S"));
    }

    /** Writes noise of two classes, brighter above or below, two images to a patient. */
    private static void write(Path folder, String patients) throws IOException {
        Files.createDirectories(folder);
        StringBuilder table = new StringBuilder("file,label,patient_id\n");
        Random random = Seeds.of(1, patients, 0);
        for (int i = 0; i < IMAGES; i++) {
            boolean above = i % 2 == 0;
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            for (int at = 0; at < SIDE * SIDE; at++) {
                int bright = at / SIDE < SIDE / 2 == above ? 60 : 0;
                image.getRaster().setSample(at % SIDE, at / SIDE, 0, 80 + bright + random.nextInt(60));
            }
            String file = String.format(Locale.ROOT, "%03d.png", i);
            ImageIO.write(image, "png", folder.resolve(file).toFile());
            table.append(file + "," + (above ? "ABOVE" : "BELOW") + "," + patients + i / 4 + "\n");
        }
        Files.writeString(folder.resolve("labels.csv"), table);
    }
}
