package org.effigy.networks.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.effigy.base.InputException;

/** Decides on what networks compute: a pure function of the cards, the build and what the user asked for. */
public final class DeviceRules {
    /** What Deeplearning4j needed to train the preset "small", in MiB (measured on the CPU: 1.8 GB). */
    static final long NEEDED_MIB = 2048;

    private static final int PTX_MINUTES = 25;

    private final Findings found;
    private final GpuSupport build;

    private DeviceRules(Findings found, GpuSupport build) {
        this.found = found;
        this.build = build;
    }

    /** Why a card cannot be used, and what to do about it. */
    private record Obstacle(String what, String remedy) {
        String line() {
            return what + (remedy.isEmpty() ? "" : "; " + remedy);
        }
    }

    /**
     * Returns what will happen.
     *
     * @throws InputException if CUDA is asked for and cannot be used
     */
    public static DevicePlan decide(Findings found, GpuSupport build, DeviceChoice choice) {
        return new DeviceRules(found, build).decide(choice);
    }

    private DevicePlan decide(DeviceChoice choice) {
        if (choice == DeviceChoice.CPU) {
            return DevicePlan.cpu("CPU, as asked", false);
        }
        Optional<Obstacle> obstacle = obstacle(choice);
        if (obstacle.isEmpty()) {
            return cuda();
        }
        if (choice == DeviceChoice.CUDA) {
            throw new InputException("the device cuda: " + obstacle.get().line() + "; the device cpu needs no card");
        }
        if (found.cards().isEmpty() && (found.problem().isEmpty() || build == GpuSupport.NONE)) {
            return DevicePlan.cpu("CPU: no NVIDIA card was found", false);
        }
        return DevicePlan.cpu("CPU: " + obstacle.get().line(), !found.hiddenOnPurpose());
    }

    private DevicePlan cuda() {
        List<Card> visible = found.visible();
        Card first = visible.get(0);
        String others = visible.size() == 1 ? "" : " and " + (visible.size() - 1) + " more";
        List<String> warnings = new ArrayList<>();
        if (visible.stream().anyMatch(card -> build.compilesFor(card.capability()))) {
            warnings.add("at the first start the driver compiles the kernels for this card, for about " + PTX_MINUTES
                    + " minutes; later starts find them in its cache");
        }
        for (Card card : visible) {
            if (card.capability().isEmpty()) {
                warnings.add(name(card) + ": the compute capability is not known; this build runs on " + range());
            }
            memoryWarning(card).ifPresent(warnings::add);
        }
        return new DevicePlan(
                Device.CUDA, Optional.of(first), "CUDA: " + first.description() + others, false, warnings);
    }

    private static Optional<String> memoryWarning(Card card) {
        OptionalLong free = card.mig()
                ? card.slices().stream().map(MigSlice::memoryMiB).findFirst().orElse(OptionalLong.empty())
                : card.freeMiB();
        if (free.isEmpty() || free.getAsLong() >= NEEDED_MIB) {
            return Optional.empty();
        }
        return Optional.of(name(card) + ": " + free.getAsLong() + " MiB of its memory are free, training the preset"
                + " small takes about " + NEEDED_MIB
                + " MiB; end other programs on the card, or take a smaller batch");
    }

    /** Returns why CUDA cannot be used, or nothing if it can. */
    private Optional<Obstacle> obstacle(DeviceChoice choice) {
        if (found.cards().isEmpty()) {
            return Optional.of(nothingFound());
        }
        List<Card> visible = found.visible();
        if (visible.isEmpty()) {
            return Optional.of(new Obstacle(
                    cards(found.cards().size()) + ", but CUDA_VISIBLE_DEVICES (now '"
                            + found.visibleDevices().orElse("") + "') shows none",
                    "unset it, or name a card by index or UUID (nvidia-smi -L)"));
        }
        List<Card> unusable = visible.stream()
                .filter(card -> obstacle(card, choice).isPresent())
                .toList();
        if (unusable.isEmpty()) {
            return Optional.empty();
        }
        Obstacle first = obstacle(unusable.get(0), choice).orElseThrow();
        if (unusable.size() == visible.size()) {
            return Optional.of(first);
        }
        String rest = visible.stream()
                .filter(card -> !unusable.contains(card))
                .map(DeviceRules::visibleName)
                .collect(Collectors.joining(","));
        return Optional.of(new Obstacle(
                first.what() + "; CUDA would use it together with the others",
                "hide it with CUDA_VISIBLE_DEVICES=" + rest));
    }

    private static String visibleName(Card card) {
        return card.uuid().isEmpty() ? String.valueOf(card.index()) : card.uuid();
    }

    private Obstacle nothingFound() {
        if (found.platform() == Platform.OTHER) {
            return new Obstacle("there is no CUDA for this operating system", "");
        }
        return new Obstacle(found.problem().orElse("no NVIDIA card was found"), "");
    }

    private static String cards(int count) {
        return count == 1 ? "there is an NVIDIA card" : "there are " + count + " NVIDIA cards";
    }

    private Optional<Obstacle> obstacle(Card card, DeviceChoice choice) {
        if (build == GpuSupport.NONE) {
            return Optional.of(noCuda(card));
        }
        if (card.capability().isEmpty() && choice == DeviceChoice.AUTO) {
            return Optional.of(new Obstacle(
                    name(card) + ": its compute capability is not known, this build runs on " + range(),
                    "the device cuda tries it"));
        }
        Optional<ComputeCapability> other = card.capability().filter(c -> !build.runsOn(c));
        if (other.isPresent()) {
            return Optional.of(new Obstacle(
                    name(card) + " has compute capability " + other.get() + ", this build runs on " + range(),
                    remedy(other.get())));
        }
        DriverVersion oldest = build.oldestDriver(found.platform(), card.capability());
        if (card.driver().filter(driver -> driver.compareTo(oldest) < 0).isPresent()) {
            return Optional.of(new Obstacle(
                    name(card) + " has driver " + card.driver().get() + ", this build needs " + oldest + " or newer",
                    "install a newer driver"));
        }
        if (card.mig() && card.slices().isEmpty()) {
            return Optional.of(new Obstacle(
                    name(card) + " is set to MIG and has no slice",
                    "make one (nvidia-smi mig -cgi ... -C), or turn MIG off (nvidia-smi -mig 0)"));
        }
        return Optional.empty();
    }

    private Obstacle noCuda(Card card) {
        String remedy = card.capability()
                .map(DeviceRules::remedy)
                .orElse("EFFIGY_BACKEND=cuda ./effigy ... brings CUDA, for " + range(GpuSupport.MACHINE_CODE));
        return new Obstacle(name(card) + " is there, but this build has no CUDA", remedy);
    }

    private static String remedy(ComputeCapability capability) {
        return switch (GpuSupport.neededBy(capability)) {
            case NONE -> "no build of Effigy runs on this card";
            case MACHINE_CODE -> "start with EFFIGY_BACKEND=cuda ./effigy ... to use it";
            case PTX ->
                "start with EFFIGY_BACKEND=cuda-ptx ./effigy ... to use it"
                        + (GpuSupport.PTX.compilesFor(Optional.of(capability))
                                ? " (the first start then takes about " + PTX_MINUTES + " minutes)"
                                : "");
        };
    }

    private String range() {
        return range(build);
    }

    private static String range(GpuSupport build) {
        return switch (build) {
            case NONE -> "no card";
            case MACHINE_CODE -> "3.7 and 5.0 to 8.9";
            case PTX -> "3.5, 3.7 and 5.0 or higher";
        };
    }

    /** Returns the card's name with its index, without what else is known. */
    private static String name(Card card) {
        return card.name() + " (card " + card.index() + ")";
    }
}
