package org.effigy.evaluation.membership;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The reference values that src/test/resources/org/effigy/evaluation/membership/golden.py wrote. */
final class Golden {
    private Golden() {}

    /** Returns all values by name, in the order of the file. */
    static Map<String, double[]> values() {
        Map<String, double[]> values = new LinkedHashMap<>();
        try (InputStream in = Golden.class.getResourceAsStream("golden.tsv")) {
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                String[] fields = line.split("\t", -1);
                values.put(
                        fields[0],
                        Arrays.stream(fields[1].split(" "))
                                .mapToDouble(Double::parseDouble)
                                .toArray());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }
}
