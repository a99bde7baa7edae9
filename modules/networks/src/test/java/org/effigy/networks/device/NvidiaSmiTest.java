package org.effigy.networks.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvidiaSmiTest {
    private static List<Card> cards(String answer) {
        return NvidiaSmi.cards(NvidiaSmi.FIELDS, answer);
    }

    @Test
    void asksForTheFieldsAsCsvWithoutUnits() {
        assertEquals(
                List.of(
                        "--query-gpu=index,uuid,name,compute_cap,driver_version,memory.total,memory.free,mig.mode.current",
                        "--format=csv,noheader,nounits"),
                NvidiaSmi.query(NvidiaSmi.FIELDS));
    }

    @ParameterizedTest
    @CsvSource({
        "NVIDIA GeForce RTX 2080 Ti, 7.5, 535.183.01, 11264, 10877",
        "NVIDIA GeForce RTX 3090, 8.6, 525.105.17, 24576, 23800",
        "NVIDIA GeForce RTX 4090, 8.9, 550.54.15, 24564, 23500",
        "NVIDIA A100-SXM4-80GB, 8.0, 470.223.02, 81920, 81000",
        "NVIDIA H100 80GB HBM3, 9.0, 535.129.03, 81559, 80400",
        "NVIDIA H200, 9.0, 560.35.03, 143771, 143000",
        "NVIDIA B200, 10.0, 570.86.15, 183359, 182000",
        "NVIDIA GeForce RTX 5090, 12.0, 572.16, 32607, 30000",
        "Tesla T4, 7.5, 460.32.03, 15109, 15000",
        "Tesla V100-SXM2-16GB, 7.0, 418.226.00, 16160, 16000",
        "Tesla P100-PCIE-16GB, 6.0, 450.80.02, 16280, 16000",
        "Tesla K80, 3.7, 470.256.02, 11441, 11000"
    })
    void readsACard(String name, String capability, String driver, long total, long free) {
        String uuid = "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6";
        String line = String.join(
                ", ", "0", uuid, name, capability, driver, String.valueOf(total), String.valueOf(free), "[N/A]");
        Card card = cards(line + "\n").get(0);
        assertEquals(0, card.index());
        assertEquals(uuid, card.uuid());
        assertEquals(name, card.name());
        assertEquals(capability, card.capability().orElseThrow().toString());
        assertEquals(driver, card.driver().orElseThrow().toString());
        assertEquals(OptionalLong.of(total), card.totalMiB());
        assertEquals(OptionalLong.of(free), card.freeMiB());
        assertEquals(false, card.mig());
    }

    @Test
    void readsSeveralCardsAndPassesOverOtherLines() {
        List<Card> cards = cards(
                """
                Unable to determine the device handle for GPU 0000:02:00.0: GPU is lost.  Reboot the system
                0, GPU-aa, NVIDIA A100-SXM4-40GB, 8.0, 470.57.02, 40536, 40000, Enabled
                WARNING: infoROM is corrupted at gpu 0000:3B:00.0
                3, GPU-bb, Odd, name, 7.5, 470.57.02, 1 MiB, [Unknown Error], Disabled
                """);
        assertEquals(2, cards.size());
        assertTrue(cards.get(0).mig());
        assertEquals(3, cards.get(1).index());
        assertEquals("Odd, name", cards.get(1).name());
        assertEquals(OptionalLong.of(1), cards.get(1).totalMiB());
        assertEquals(OptionalLong.empty(), cards.get(1).freeMiB());
    }

    @Test
    void whatIsNotApplicableIsNotKnown() {
        Card card = cards("0, [N/A], NVIDIA GB10, [N/A], [Not Supported], [N/A], [Insufficient Permissions], N/A")
                .get(0);
        assertEquals("", card.uuid());
        assertEquals("12.1", card.capability().orElseThrow().toString());
        assertEquals(Optional.empty(), card.driver());
        assertEquals(OptionalLong.empty(), card.totalMiB());
        assertEquals(OptionalLong.empty(), card.freeMiB());
    }

    @Test
    void readsAnOldDriversAnswerWithoutComputeCapability() {
        String refusal = "Field \"compute_cap\" is not a valid field to query.\n\n";
        assertEquals(Optional.of("compute_cap"), NvidiaSmi.unknownField(refusal));
        assertEquals(List.of(), cards(refusal));
        List<String> fields = new ArrayList<>(NvidiaSmi.FIELDS);
        fields.remove("compute_cap");
        Card card = NvidiaSmi.cards(fields, "0, GPU-aa, GeForce GTX 1080 Ti, 418.56, 11178, 11100, [N/A]")
                .get(0);
        assertEquals("6.1", card.capability().orElseThrow().toString());
        assertEquals("418.56", card.driver().orElseThrow().toString());
    }

    @Test
    void readsTheSlicesOfDividedCards() {
        String answer =
                """
                GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)
                  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
                  MIG 1g.5gb      Device  1: (UUID: MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb)
                GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-8932f937-d72c-4106-c12f-20bd9faed9f6)
                """;
        assertEquals(
                Map.of(
                        0,
                        List.of(
                                new MigSlice("3g.20gb", "MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f"),
                                new MigSlice("1g.5gb", "MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb"))),
                NvidiaSmi.slices(answer));
        assertEquals(OptionalLong.of(20 * 1024), new MigSlice("3g.20gb", "").memoryMiB());
        assertEquals(OptionalLong.of(10 * 1024), new MigSlice("1c.3g.10gb+me", "").memoryMiB());
    }

    @Test
    void saysWhatIsWrongAndWhatToDo() {
        assertTrue(NvidiaSmi.problem(
                        9,
                        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that"
                                + " the latest NVIDIA driver is installed and running.\n")
                .contains("install the driver, or load it"));
        assertTrue(NvidiaSmi.problem(18, "Failed to initialize NVML: Driver/library version mismatch\n")
                .contains("restart"));
        assertTrue(NvidiaSmi.problem(255, "Failed to initialize NVML: Unknown Error\n")
                .contains("container"));
        assertTrue(NvidiaSmi.problem(12, "NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.\n")
                .contains("install"));
        assertTrue(NvidiaSmi.problem(15, "Unable to determine the device handle: GPU is lost.\n")
                .contains("restart"));
        assertTrue(NvidiaSmi.problem(3, "something new").contains("exit code 3"));
        assertTrue(NvidiaSmi.saysNoCard("No devices were found\n"));
    }

    @Test
    void driversCompareNumberByNumber() {
        DriverVersion oldest = new DriverVersion("450.80.02");
        assertTrue(new DriverVersion("450.80.02").compareTo(oldest) == 0);
        assertTrue(new DriverVersion("450.80").compareTo(oldest) < 0);
        assertTrue(new DriverVersion("450.119.03").compareTo(oldest) > 0);
        assertTrue(new DriverVersion("1000.1").compareTo(oldest) > 0);
        assertEquals(Optional.empty(), DriverVersion.parse("[N/A]"));
    }
}
