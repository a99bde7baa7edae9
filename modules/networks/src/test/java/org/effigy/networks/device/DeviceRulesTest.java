package org.effigy.networks.device;

import static org.effigy.networks.device.DeviceChoice.AUTO;
import static org.effigy.networks.device.DeviceChoice.CPU;
import static org.effigy.networks.device.DeviceChoice.CUDA;
import static org.effigy.networks.device.GpuSupport.MACHINE_CODE;
import static org.effigy.networks.device.GpuSupport.NONE;
import static org.effigy.networks.device.GpuSupport.PTX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.effigy.base.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeviceRulesTest {
    private static final Findings NOTHING = Cards.found();

    private static String refusal(Findings found, GpuSupport build) {
        String message = assertThrows(InputException.class, () -> DeviceRules.decide(found, build, CUDA))
                .getMessage();
        assertTrue(message.startsWith("the device cuda: "), message);
        assertTrue(message.endsWith("; the device cpu needs no card"), message);
        assertEquals(1, message.lines().count());
        return message;
    }

    /** Machine code for 3.7 (with PTX: 3.5) and 5.0 to 8.6 runs on the same major version from its minor version on. */
    @ParameterizedTest
    @CsvSource({
        "3.0, CPU, CPU",
        "3.2, CPU, CPU",
        "3.5, CPU, CUDA",
        "3.7, CUDA, CUDA",
        "5.0, CUDA, CUDA",
        "6.0, CUDA, CUDA",
        "7.0, CUDA, CUDA",
        "7.5, CUDA, CUDA",
        "8.0, CUDA, CUDA",
        "8.6, CUDA, CUDA",
        "8.9, CUDA, CUDA",
        "9.0, CPU, CUDA",
        "10.0, CPU, CUDA",
        "12.0, CPU, CUDA"
    })
    void theBuildDecidesWhichCardsRun(String capability, Device machineCode, Device ptx) {
        Findings found = Cards.found(Cards.card(0, "NVIDIA Card", capability));
        assertEquals(machineCode, DeviceRules.decide(found, MACHINE_CODE, AUTO).device());
        assertEquals(ptx, DeviceRules.decide(found, PTX, AUTO).device());
        DevicePlan plain = DeviceRules.decide(found, NONE, AUTO);
        assertEquals(Device.CPU, plain.device());
        assertTrue(plain.notice());
    }

    @ParameterizedTest
    @EnumSource(GpuSupport.class)
    void withoutACardAutoIsTheCpuAndSaysNothing(GpuSupport build) {
        DevicePlan plan = DeviceRules.decide(NOTHING, build, AUTO);
        assertEquals(Device.CPU, plan.device());
        assertFalse(plan.notice());
        assertEquals("cpu", plan.summary());
        assertTrue(refusal(NOTHING, build).contains("no NVIDIA card was found"));
    }

    @ParameterizedTest
    @EnumSource(GpuSupport.class)
    void theCpuIsTakenAsAskedWhateverThereIs(GpuSupport build) {
        DevicePlan plan = DeviceRules.decide(Cards.found(Cards.card(0, "NVIDIA A100", "8.0")), build, CPU);
        assertEquals(Device.CPU, plan.device());
        assertFalse(plan.notice());
    }

    @Test
    void anH200NeedsTheOtherBuildAndIsToldSo() {
        Findings found = Cards.found(Cards.card(0, "NVIDIA H200", "9.0"));
        String message = refusal(found, MACHINE_CODE);
        assertTrue(message.contains("NVIDIA H200 (card 0) has compute capability 9.0"), message);
        assertTrue(message.contains("this build runs on 3.7 and 5.0 to 8.9"), message);
        assertTrue(message.contains("EFFIGY_BACKEND=cuda-ptx ./effigy"), message);
        DevicePlan auto = DeviceRules.decide(found, MACHINE_CODE, AUTO);
        assertTrue(auto.notice());
        assertTrue(auto.line().startsWith("CPU: NVIDIA H200"), auto.line());
        assertTrue(auto.line().contains("EFFIGY_BACKEND=cuda-ptx"), auto.line());
        assertTrue(DeviceRules.decide(found, PTX, AUTO).warnings().get(0).contains("about 25 minutes"));
    }

    @ParameterizedTest
    @CsvSource({"3.5, false", "3.7, false", "5.2, false", "8.6, false", "8.9, false", "9.0, true", "12.0, true"})
    void onlyForNewCardsTheDriverCompiles(String capability, boolean compiles) {
        Findings found = Cards.found(Cards.card(0, "NVIDIA Card", capability));
        assertEquals(
                compiles ? 1 : 0,
                DeviceRules.decide(found, PTX, AUTO).warnings().size());
        assertFalse(MACHINE_CODE.compilesFor(ComputeCapability.parse(capability)));
        assertTrue(PTX.compilesFor(Optional.empty()));
    }

    @Test
    void aBuildWithoutCudaNamesTheOneThatFits() {
        assertTrue(refusal(Cards.found(Cards.card(0, "NVIDIA GeForce RTX 4090", "8.9")), NONE)
                .contains("EFFIGY_BACKEND=cuda ./effigy"));
        assertTrue(refusal(Cards.found(Cards.card(0, "NVIDIA B200", "10.0")), NONE)
                .contains("EFFIGY_BACKEND=cuda-ptx ./effigy"));
        String old = refusal(Cards.found(Cards.card(0, "Tesla K40m", "3.5")), NONE);
        assertTrue(old.contains("EFFIGY_BACKEND=cuda-ptx ./effigy ... to use it; the device"), old);
        assertTrue(refusal(Cards.found(Cards.card(0, "Quadro K4000", "3.0")), NONE)
                .contains("no build of Effigy runs on this card"));
    }

    @ParameterizedTest
    @CsvSource({
        "LINUX, MACHINE_CODE, 7.5, 450.80.01, 450.80.02",
        "LINUX, PTX, 7.5, 450.80.01, 450.80.02",
        "LINUX, PTX, 9.0, 460.27.02, 460.27.03",
        "WINDOWS, MACHINE_CODE, 8.6, 452.38, 452.39",
        "WINDOWS, PTX, 3.5, 452.38, 452.39",
        "WINDOWS, PTX, 12.0, 460.81, 460.82",
        "WSL, MACHINE_CODE, 7.5, 452.38, 452.39"
    })
    void aDriverThatIsTooOldIsNamedWithTheOneNeeded(
            Platform platform, GpuSupport build, String capability, String tooOld, String oldest) {
        Card card = Cards.card(0, "NVIDIA Card", capability);
        String message = refusal(
                new Findings(platform, List.of(Cards.withDriver(card, tooOld)), Optional.empty(), Optional.empty()),
                build);
        assertTrue(message.contains("has driver " + tooOld + ", this build needs " + oldest), message);
        Findings good =
                new Findings(platform, List.of(Cards.withDriver(card, oldest)), Optional.empty(), Optional.empty());
        assertEquals(Device.CUDA, DeviceRules.decide(good, build, CUDA).device());
    }

    @Test
    void littleFreeMemoryIsAWarningWithFigures() {
        Card full = Cards.withFree(Cards.card(0, "Tesla T4", "7.5"), 900);
        DevicePlan plan = DeviceRules.decide(Cards.found(full), MACHINE_CODE, AUTO);
        assertEquals(Device.CUDA, plan.device());
        assertTrue(plan.warnings().get(0).contains("900 MiB"), plan.warnings().get(0));
        assertTrue(plan.warnings().get(0).contains("2048 MiB"), plan.warnings().get(0));
        Card enough = Cards.withFree(full, 2048);
        assertEquals(
                List.of(),
                DeviceRules.decide(Cards.found(enough), MACHINE_CODE, AUTO).warnings());
    }

    @Test
    void aDividedCardNeedsASlice() {
        Card card = Cards.card(0, "NVIDIA A100", "8.0");
        assertTrue(refusal(Cards.found(Cards.divided(card)), MACHINE_CODE).contains("MIG and has no slice"));
        DevicePlan plan = DeviceRules.decide(
                Cards.found(Cards.divided(card, new MigSlice("1g.5gb", "MIG-1"))), MACHINE_CODE, AUTO);
        assertEquals(Device.CUDA, plan.device());
        assertTrue(plan.line().contains("MIG 1g.5gb"), plan.line());
        DevicePlan small = DeviceRules.decide(
                Cards.found(Cards.divided(card, new MigSlice("1g.1gb", "MIG-1"))), MACHINE_CODE, AUTO);
        assertTrue(small.warnings().get(0).contains("1024 MiB"));
    }

    @Test
    void aCardThatCannotRunMustBeHiddenFromCuda() {
        Findings mixed = Cards.found(Cards.card(0, "NVIDIA A100", "8.0"), Cards.card(1, "NVIDIA H100", "9.0"));
        String message = refusal(mixed, MACHINE_CODE);
        assertTrue(message.contains("CUDA_VISIBLE_DEVICES=GPU-0932f937-d72c-4106-c12f-20bd9faed9f6;"), message);
        Findings hidden = new Findings(Platform.LINUX, mixed.cards(), Optional.of("0"), Optional.empty());
        assertEquals(Device.CUDA, DeviceRules.decide(hidden, MACHINE_CODE, CUDA).device());
    }

    @Test
    void hiddenCardsAreReportedUnlessHiddenOnPurpose() {
        Card card = Cards.card(0, "NVIDIA A100", "8.0");
        Findings wrong = new Findings(Platform.LINUX, List.of(card), Optional.of("3"), Optional.empty());
        assertTrue(DeviceRules.decide(wrong, MACHINE_CODE, AUTO).notice());
        assertTrue(refusal(wrong, MACHINE_CODE).contains("CUDA_VISIBLE_DEVICES (now '3') shows none"));
        Findings none = new Findings(Platform.LINUX, List.of(card), Optional.of(""), Optional.empty());
        assertFalse(DeviceRules.decide(none, MACHINE_CODE, AUTO).notice());
    }

    @Test
    void anUnknownCardIsTriedOnlyWhenAskedFor() {
        Findings found = Cards.found(Cards.card(0, "NVIDIA Graphics Device", "?"));
        DevicePlan auto = DeviceRules.decide(found, MACHINE_CODE, AUTO);
        assertEquals(Device.CPU, auto.device());
        assertTrue(auto.line().contains("the device cuda tries it"), auto.line());
        DevicePlan asked = DeviceRules.decide(found, MACHINE_CODE, CUDA);
        assertEquals(Device.CUDA, asked.device());
        assertTrue(asked.warnings().get(0).contains("not known"));
    }

    @Test
    void aProblemOfTheDriverIsTold() {
        Findings broken = new Findings(
                Platform.LINUX,
                List.of(),
                Optional.empty(),
                Optional.of("nvidia-smi cannot reach the driver; load it"));
        assertTrue(DeviceRules.decide(broken, MACHINE_CODE, AUTO).notice());
        assertFalse(DeviceRules.decide(broken, NONE, AUTO).notice());
        assertTrue(refusal(broken, NONE).contains("cannot reach the driver; load it"));
    }

    @Test
    void recordsTheCard() {
        DevicePlan plan =
                DeviceRules.decide(Cards.found(Cards.card(0, "NVIDIA A100-SXM4-80GB", "8.0")), MACHINE_CODE, AUTO);
        assertEquals("cuda: NVIDIA A100-SXM4-80GB, compute capability 8.0, driver 550.54.15", plan.summary());
        assertEquals(
                "CUDA: NVIDIA A100-SXM4-80GB (compute capability 8.0, driver 550.54.15, 24000 of 24564 MiB free)",
                plan.line());
    }

    @Test
    void theBackendsHaveTheLaunchersNames() {
        assertEquals(
                List.of("cpu", "cuda", "cuda-ptx"), List.of(NONE.backend(), MACHINE_CODE.backend(), PTX.backend()));
        assertEquals(PTX, GpuSupport.ofBackend("cuda-ptx"));
        assertThrows(InputException.class, () -> GpuSupport.ofBackend("rocm"));
    }
}
