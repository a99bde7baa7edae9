package org.effigy.networks.export;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.effigy.base.Check;
import org.effigy.diffusion.DiffusionProcess;
import org.effigy.networks.net.NamedTensor;

/**
 * What other programs need to run a model.
 *
 * @param nets the first makes images or decides
 * @param process that the first one was trained to reverse, where it is a denoiser
 * @param clipped whether what is denoised has the range of images, [-1, 1]
 */
public record Portable(List<PortableNet> nets, Optional<DiffusionProcess> process, boolean clipped) {
    public Portable {
        nets = List.copyOf(nets);
        Check.argument(!nets.isEmpty(), () -> "there are no networks");
    }

    /** Returns the same without those networks behind the first of which no weight was handed on. */
    public Portable with(List<NamedTensor> weights) {
        Set<String> names = weights.stream().map(NamedTensor::name).collect(Collectors.toSet());
        List<PortableNet> kept = nets.stream()
                .filter(net -> net == nets.get(0)
                        || net.net().parameters().stream().anyMatch(parameter -> names.contains(parameter.name())))
                .toList();
        return new Portable(kept, process, clipped);
    }

    /** Returns a denoiser of images. */
    public static Portable denoiser(PortableNet net, DiffusionProcess process) {
        return new Portable(List.of(net), Optional.of(process), true);
    }

    /** Returns a model that is no denoiser. */
    public static Portable of(PortableNet... nets) {
        return new Portable(List.of(nets), Optional.empty(), true);
    }
}
