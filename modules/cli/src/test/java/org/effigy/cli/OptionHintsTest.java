package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.effigy.base.InputException;
import org.effigy.dataset.ExclusionReason;
import org.effigy.networks.optim.AdamSettings;
import org.effigy.networks.optim.Optimisation;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OptionHintsTest {
    @Test
    void theOptionStandsBehindTheSettingThatAMessageNames() {
        assertEquals(
                "nothing was sent; allow real files (--allow-real) to send them too",
                OptionHints.in("nothing was sent; allow real files to send them too"));
        assertEquals("the file is broken", OptionHints.in("the file is broken"));
    }

    @Test
    void errorLinesHaveIt() {
        StringWriter out = new StringWriter();
        PrintWriter err = new PrintWriter(out);
        new ErrorLines(new String[0])
                .print(new InputException("the journal is a folder; name a file for the journal"), err);
        err.flush();
        assertEquals(
                "effigy: the journal is a folder; name a file for the journal (--state)",
                out.toString().strip());
    }

    /** What an index leaves out, the user may take: each reason that says so names the option. */
    @Test
    void everyReasonThatAsksForASettingNamesItsOption() {
        for (ExclusionReason reason : ExclusionReason.values()) {
            assertFalse(reason.text().contains("--"), reason.name());
            boolean asks = reason.text().contains("allow ")
                    || reason == ExclusionReason.NOT_SAMPLED
                    || reason == ExclusionReason.LITTLE_LUNG;
            assertEquals(asks, OptionHints.in(reason.text()).contains("(--"), reason.name());
        }
        assertEquals(
                "a localizer (scout view), not a slice; allow localizers (--allow-localizers) to use it",
                OptionHints.in(ExclusionReason.LOCALIZER.text()));
    }

    @Test
    void aPathThatTheLocaleCannotExpressIsSaidInOneLineThatSaysWhatToDo() {
        StringWriter out = new StringWriter();
        int code = new CommandLine(new IndexCommand())
                .setErr(new PrintWriter(out))
                .setParameterExceptionHandler(new ErrorLines(new String[0]))
                .execute("folder", "--out", "a\0b");
        assertEquals(2, code);
        assertTrue(out.toString().contains("set the environment variable LC_ALL to C.UTF-8"), out.toString());
        assertFalse(out.toString().contains("Exception"), out.toString());
    }

    /** A newcomer does not know Java's types. */
    @Test
    void aValueThatIsNoNumberIsSaidInPlainWords() {
        assertEquals(
                "effigy: Invalid value for option '--size': size is 'abc', allowed are a number for a square, as 128, and"
                        + " ROWSxCOLUMNS, as 96x128",
                refusal("train", "ddpm", "--data", "x", "--out", "y", "--size", "abc"));
        assertEquals(
                "effigy: Invalid value for option '--steps': '1.5' is not a whole number",
                refusal("train", "ddpm", "--data", "x", "--out", "y", "--steps", "1.5"));
        assertEquals(
                "effigy: Invalid value for option '--ema': 'much' is not a number",
                refusal("train", "ddpm", "--data", "x", "--out", "y", "--ema", "much"));
        assertEquals(
                "emaDecay (--ema) is 1.5, it must be at least 0 and below 1",
                OptionHints.in(assertThrows(
                                IllegalArgumentException.class,
                                () -> new Optimisation(AdamSettings.of(1e-3), 0, 1, 1.5))
                        .getMessage()));
    }

    private static String refusal(Object... words) {
        return CommandRun.of(words).err().lines().findFirst().orElse("");
    }
}
