package org.effigy.networks.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples are those of the CUDA programming guide, "CUDA environment variables". */
class VisibleCardsTest {
    private static final List<Card> CARDS = List.of(
            Cards.card(0, "A", "8.0"),
            Cards.card(1, "B", "8.0"),
            Cards.divided(
                    Cards.card(2, "C", "8.0"),
                    new MigSlice("1g.5gb", "MIG-aaaa-1"),
                    new MigSlice("2g.10gb", "MIG-bbbb-2")));

    private static List<Card> visible(Optional<String> variable) {
        return new Findings(Platform.LINUX, CARDS, variable, Optional.empty()).visible();
    }

    private static String names(Optional<String> variable) {
        return String.join("", visible(variable).stream().map(Card::name).toList());
    }

    @Test
    void allAreVisibleWhereTheVariableIsNotSet() {
        assertEquals("ABC", names(Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "-1, ''",
        "NoDevFiles, ''",
        "0, A",
        "' 1 , 0', BA",
        "'0,2,-1,1', AC",
        "'1,7,0', B",
        "'0,0', A",
        "GPU-1932f937, B",
        "GPU-1932f937-d72c-4106-c12f-20bd9faed9f6, B",
        "GPU-, ''",
        "GPU-5, ''",
        "MIG-bbbb, C",
        "MIG-GPU-0932f937-d72c-4106-c12f-20bd9faed9f6/1/0, A",
        "MIG-cccc, ''"
    })
    void theListIsReadAsCudaReadsIt(String variable, String expected) {
        assertEquals(expected, names(Optional.of(variable)));
    }

    @Test
    void aSliceHidesTheOthersOfItsCard() {
        Card card = visible(Optional.of("MIG-bbbb-2")).get(0);
        assertEquals(List.of(new MigSlice("2g.10gb", "MIG-bbbb-2")), card.slices());
    }
}
