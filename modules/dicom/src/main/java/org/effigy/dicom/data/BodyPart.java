package org.effigy.dicom.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A body part of PS3.16, annex L, from the resource body-parts.tsv.
 *
 * @param term the defined term of BodyPartExamined
 * @param snomedCode its SNOMED CT code
 * @param paired whether there is a left and a right one
 * @param meaning the code's meaning
 * @param snomedRtCode its code in SNOMED RT, which older files have
 */
public record BodyPart(String term, String snomedCode, boolean paired, String meaning, String snomedRtCode) {
    private static final Map<String, BodyPart> BY_TERM = load();

    /** Returns the body part of this term, empty if it is not among the known ones. */
    public static Optional<BodyPart> of(String term) {
        return Optional.ofNullable(BY_TERM.get(term));
    }

    /** Returns the terms of all known body parts, in alphabetical order. */
    public static Set<String> terms() {
        return BY_TERM.keySet();
    }

    /** Returns the body part of this SNOMED CT code. */
    public static Optional<BodyPart> ofSnomedCode(String code) {
        return BY_TERM.values().stream().filter(p -> p.snomedCode.equals(code)).findFirst();
    }

    /** Returns the body part of this SNOMED CT or SNOMED RT code. */
    public static Optional<BodyPart> ofCode(String code) {
        return BY_TERM.values().stream()
                .filter(p -> p.snomedCode.equals(code) || p.snomedRtCode.equals(code))
                .findFirst();
    }

    private static Map<String, BodyPart> load() {
        Map<String, BodyPart> parts = new LinkedHashMap<>();
        try (InputStream in = BodyPart.class.getResourceAsStream("body-parts.tsv");
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] columns = line.split("\t", -1);
                parts.put(
                        columns[0],
                        new BodyPart(columns[0], columns[1], columns[2].equals("P"), columns[3], columns[4]));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Collections.unmodifiableMap(parts);
    }
}
