package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

/** Durations, number lists, tables and the check of the processor. */
final class OptionTypesTest {
    @Test
    void readsDurations() {
        DurationConverter converter = new DurationConverter();
        assertEquals(Duration.ofSeconds(45), converter.convert("45s"));
        assertEquals(Duration.ofMinutes(30), converter.convert("30m"));
        assertEquals(Duration.ofMinutes(90), converter.convert("1h30m"));
        assertEquals(Duration.ofSeconds(3661), converter.convert("1h1m1s"));
    }

    @Test
    void refusesWhatIsNoDuration() {
        for (String text : List.of("", "5", "0s", "-1h", "1d", "m", "30m1h", "1.5h")) {
            TypeConversionException thrown =
                    assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text), text);
            assertTrue(thrown.getMessage().contains("write for example"), thrown.getMessage());
        }
    }

    @Test
    void readsNumbersWithCommas() {
        assertArrayEquals(new double[] {-1000, 400}, Inputs.numbers("--window", "-1000,400", 2));
    }

    @Test
    void refusesOtherNumbersThanNeeded() {
        for (String text : List.of("", "1", "1,2,3", "a,b", "1,")) {
            IllegalArgumentException thrown =
                    assertThrows(IllegalArgumentException.class, () -> Inputs.numbers("--window", text, 2), text);
            assertTrue(thrown.getMessage().startsWith("--window is '" + text + "'"), thrown.getMessage());
        }
    }

    @Test
    void alignsATable() {
        TextTable table = new TextTable();
        table.row("", "images", "note");
        table.row("all", "94", "x");
        table.row("class A", "7", "");
        StringWriter text = new StringWriter();
        table.print(new PrintWriter(text, true));
        assertEquals(
                List.of("         images  note", "all          94  x", "class A       7"),
                text.toString().lines().toList());
    }

    @Test
    void refusesAProcessorWithoutAvx2() {
        String old = "model name : Old\nflags : fpu sse2 avx\n";
        InputException thrown = assertThrows(InputException.class, () -> Processor.require("-onednn-avx2", old));
        assertTrue(thrown.getMessage().contains("AVX2"), thrown.getMessage());
    }

    @Test
    void acceptsOtherProcessorsAndKernels() {
        assertDoesNotThrow(() -> Processor.require("-onednn-avx2", "flags : fpu sse2 avx avx2 bmi1\n"));
        assertDoesNotThrow(() -> Processor.require("", "flags : fpu sse2\n"));
        assertDoesNotThrow(() -> Processor.require("-onednn-avx2", "an unknown form\n"));
    }
}
