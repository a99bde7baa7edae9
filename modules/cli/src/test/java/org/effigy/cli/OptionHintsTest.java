package org.effigy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;

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
}
