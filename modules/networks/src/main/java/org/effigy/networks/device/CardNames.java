package org.effigy.networks.device;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compute capabilities by the names of cards, for drivers before 510, which do not tell them. Source: NVIDIA's lists. */
final class CardNames {
    private record Rule(Pattern name, ComputeCapability capability) {}

    /** The first that is found in the name counts. */
    private static final List<Rule> RULES = List.of(
            rule(12, 1, "\\bGB10\\b"),
            rule(10, 3, "\\bG?B300"),
            rule(10, 0, "\\bG?B[12]00"),
            rule(12, 0, "RTX 50\\d\\d|Blackwell"),
            rule(9, 0, "\\b(GH200|H[128]00|H20)\\b"),
            rule(8, 9, "\\bAda\\b|RTX 40[5-9]\\d|\\bL(4|20|40S?)\\b"),
            rule(8, 0, "\\bA(30X?|100X?|800)\\b|CMP 170HX"),
            rule(8, 6, "RTX 30[5-9]\\d|RTX A\\d{3,4}|\\bA(2|10G?|16|40)\\b|MX570|RTX 2050"),
            rule(
                    7,
                    5,
                    "RTX 20[6-8]\\d|GTX 16[356]0|\\bT4G?\\b|Quadro RTX|TITAN RTX|\\bT(400|500|550|600|1000|1200|2000)\\b"
                            + "|MX[45][05]0|CMP [3-5]0HX"),
            rule(7, 0, "\\bV100|TITAN V\\b|GV100"),
            rule(6, 0, "\\bP100|GP100"),
            rule(
                    6,
                    1,
                    "GTX 10[1-8]0|GT 10[13]0|TITAN Xp?\\b.*Pascal|TITAN Xp|NVIDIA TITAN X\\b|\\bP(4|6|40)\\b"
                            + "|Quadro P\\d{3,4}|\\bP(520|620|1000|2000)\\b|MX(1[135]0|2[35]0|3[35]0)"),
            rule(5, 2, "GTX 9[5-8]0|GTX TITAN X|\\bM(4|6|40|60)\\b|Quadro M(2200|[4-6]000)"),
            rule(5, 0, "GTX 7(45|50)\\b|GTX 750|9[0-4]0MX?\\b|\\bM10\\b|Quadro (K620|K1200|K2200|M\\d{3,4})"),
            rule(3, 7, "\\bK80\\b"),
            rule(3, 5, "\\bK[24]0[a-z]{0,2}\\b|GTX 780|GTX TITAN\\b|Quadro K(5200|6000)|GT 7[13]0"),
            rule(3, 0, "GT[XS]? [67]\\d\\d|\\bK(8|10|340|520)\\b|GRID K\\d|Quadro K\\d+"));

    private CardNames() {}

    private static Rule rule(int major, int minor, String name) {
        return new Rule(Pattern.compile(name, Pattern.CASE_INSENSITIVE), new ComputeCapability(major, minor));
    }

    /** Returns the compute capability of a model, empty where the name is not known. */
    static Optional<ComputeCapability> capability(String name) {
        return RULES.stream()
                .filter(rule -> rule.name().matcher(name).find())
                .map(Rule::capability)
                .findFirst();
    }
}
