package org.effigy.report.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.effigy.report.DrawnPictures;

/** A folder of samples with a manifest, as sampling would write it. */
final class WrittenSamples {
    private WrittenSamples() {}

    /** Writes so many images. */
    static Path write(Path folder, int images) throws IOException {
        Files.createDirectories(folder);
        StringBuilder entries = new StringBuilder();
        for (int i = 1; i <= images; i++) {
            String file = String.format(Locale.ROOT, "synthetic-%06d.png", i);
            Files.write(
                    folder.resolve(file), DrawnPictures.picture(i, "", false).png());
            entries.append(i == 1 ? "" : ",")
                    .append("{\"index\": " + i + ", \"seed\": \"" + (1000 + i) + "\", \"className\": \""
                            + (i % 2 == 0 ? "PLAIN" : "CONTRAST") + "\", \"file\": \"" + file + "\", \"sha256\": \"0\""
                            + (i == 3 ? ", \"attempt\": 1" : "") + "}");
        }
        Files.writeString(
                folder.resolve("manifest.json"),
                "{\"format\": \"effigy-samples\", \"version\": 4, \"family\": \"ddpm\", \"checkpointSha256\": \""
                        + "ab".repeat(32) + "\", \"step\": 800, \"seed\": 7, \"images\": [" + entries + "],"
                        + " \"withheld\": [9], \"gate\": {\"state\": \"on\", \"sha256\": \"0\", \"rejected\":"
                        + " [{\"index\": 3, \"attempt\": 0, \"seed\": \"77\", \"reason\": \"NEAR_COPY\"}]}}");
        return folder;
    }
}
