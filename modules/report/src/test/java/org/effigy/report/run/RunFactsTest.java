package org.effigy.report.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.effigy.base.InputException;
import org.effigy.report.WrittenRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunFactsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void readsRunsOfBothVersionsThatTrainingReads(int version) throws IOException {
        write(version);

        assertEquals(3, RunFacts.read(folder).steps().size());
    }

    @Test
    void refusesARunOfAVersionThatIsNotKnown() throws IOException {
        write(3);

        assertEquals(
                "config.json: version is 3, this program knows 1 to 2; use the program that made it",
                assertThrows(InputException.class, () -> RunFacts.read(folder)).getMessage());
    }

    private void write(int version) throws IOException {
        WrittenRun.write(folder, 3);
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"version\": 1", "\"version\": " + version));
    }
}
