package org.effigy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.SamplerSettings;
import org.effigy.training.Presets;
import org.effigy.training.TrainingConfig;

/** The folder of a demo: one that holds the same demo, begun or done, is used again; another one is left alone. */
final class DemoFolder {
    private static final String STANDARD = "demo";
    private static final String MARK = ".demo";

    private DemoFolder() {}

    /** Returns the first of demo, demo-2, demo-3, ... below a folder that is new or holds the same demo. */
    static Path standard(Path parent, DemoPlan plan) throws IOException {
        Path folder = parent.resolve(STANDARD);
        for (int number = 2; !suits(folder, plan); number++) {
            folder = parent.resolve(STANDARD + "-" + number);
        }
        return begin(folder, plan);
    }

    /**
     * Returns the folder that the user chose.
     *
     * @throws InputException if it holds anything else than the same demo
     */
    static Path chosen(Path folder, DemoPlan plan) throws IOException {
        Inputs.outputFolder(folder);
        if (!suits(folder, plan)) {
            throw new InputException(folder + ": holds another demo or other files; choose a new folder or delete it");
        }
        return begin(folder, plan);
    }

    private static Path begin(Path folder, DemoPlan plan) throws IOException {
        Inputs.outputFolder(folder);
        AtomicFiles.write(folder.resolve(MARK), mark(plan) + "\n");
        return folder;
    }

    private static boolean suits(Path folder, DemoPlan plan) throws IOException {
        if (Files.isRegularFile(folder.resolve(MARK))) {
            return Files.readString(folder.resolve(MARK)).strip().equals(mark(plan));
        }
        if (!Files.exists(folder)) {
            return true;
        }
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            return !content.iterator().hasNext();
        }
    }

    /** Returns a hash of all that the demo's files depend on. */
    private static String mark(DemoPlan plan) {
        TrainingConfig preset = Presets.of(Family.named("ddpm"), DemoPlan.PRESET, plan.size(), 0);
        String all = BuildInfo.read().version() + " " + plan + " " + Json.line(preset) + " "
                + Family.named("ddpm")
                        .sampler(preset.model(), SamplerSettings.Wish.NONE)
                        .text();
        return Hashes.sha256(all.getBytes(StandardCharsets.UTF_8));
    }
}
