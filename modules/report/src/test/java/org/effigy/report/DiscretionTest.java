package org.effigy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.effigy.base.Json;
import org.effigy.evaluation.Evaluation;
import org.junit.jupiter.api.Test;

final class DiscretionTest {
    @Test
    void showsNumbersAndPlainWordsButNoPath() {
        assertEquals("1000", Discretion.setting("bootstrap", "1000"));
        assertEquals("radiomics,random", Discretion.setting("spaces", "radiomics,random"));
        assertEquals("true", Discretion.setting("allow-synthetic", "true"));
        for (String path : List.of("/data/DOE", "DOE JOHN.json", "C:\\doe", "../doe", "~/doe", "doe.onnx")) {
            assertEquals("(a path, not shown)", Discretion.setting("something", path), path);
        }
        for (String name : List.of("data", "real", "holdout", "model", "extractor", "subgroups", "out")) {
            assertEquals("(a path, not shown)", Discretion.setting(name, "DOE"), name);
        }
    }

    @Test
    void namesOfOthersBecomePlaces() {
        Evaluation shown = Discretion.shown(PlausibleEvaluation.make());
        assertEquals("synthetic-100001.png", shown.synthetic().files().get(0));
        assertEquals("synthetic 5", shown.synthetic().files().get(5));
        assertEquals("index 10003", shown.train().files().get(3));
        assertFalse(Json.pretty(shown).contains("DOE"));
    }
}
