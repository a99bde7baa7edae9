package org.effigy.dataset.index;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.effigy.base.InputException;

/** How images are grouped by patient. */
public sealed interface PatientSource {
    /**
     * The patient column of the label table where it has one, otherwise PatientID; without PatientID the
     * StudyInstanceUID; without any, every file is its own patient, which the report counts.
     */
    record Recorded() implements PatientSource {}

    /**
     * The part of the file name (without folders) that the regular expression finds, or its first group where it has
     * one; a file it does not match is its own patient.
     */
    record FileName(String regex) implements PatientSource {
        public FileName {
            try {
                Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                throw new InputException(
                        "the patient pattern is not a regular expression (near character " + e.getIndex()
                                + "); correct the patient pattern",
                        e);
            }
        }

        Pattern pattern() {
            return Pattern.compile(regex);
        }
    }
}
