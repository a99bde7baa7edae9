package org.effigy.sampling;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.gate.Gate;
import org.effigy.gate.Reason;

/**
 * Samples the images between two seeds through the release gate. There is no other image of the same place, so one that is refused is
 * left out. Neighbours are meant to be alike, so none is refused as another's duplicate.
 */
final class InterpolatedSampling {
    private final ImageSampler sampler;
    private final SampleRequest request;
    private final Gate gate;
    private final ExportChecks checks;
    private final FolderWriter writer;

    InterpolatedSampling(
            ImageSampler sampler, SampleRequest request, Gate gate, ExportChecks checks, FolderWriter writer) {
        this.sampler = sampler;
        this.request = request;
        this.gate = gate;
        this.checks = checks;
        this.writer = writer;
    }

    /**
     * Samples images and writes them, until told to stop between batches.
     *
     * @param missing indices to make, ascending
     * @throws InputException if all of them are refused
     */
    void run(int[] missing, Progress bar, BooleanSupplier stop) throws IOException {
        int batch = sampler.batch(request);
        int written = 0;
        int refused = 0;
        for (int from = 0; from < missing.length && !stop.getAsBoolean(); from += batch) {
            int[] part = Arrays.copyOfRange(missing, from, Math.min(missing.length, from + batch));
            for (SampledImage image : sampler.draw(request, part, new int[part.length], bar)) {
                Gate.Looked looked = gate.look(image.scaled());
                Optional<Reason> reason = reason(image, looked);
                if (reason.isPresent()) {
                    String seed = String.valueOf(image.seed());
                    writer.reject(new GateLog.Rejection(image.index(), 0, seed, reason.get()));
                    refused++;
                } else {
                    writer.write(image, 0, looked.finding().descriptor());
                    written++;
                }
                bar.done(written + refused);
            }
        }
        if (written == 0 && refused > 0) {
            throw new InputException("the release gate refused all " + refused
                    + " images; choose other seeds or train the model longer; or switch the gate off, which every file"
                    + " then says");
        }
    }

    private Optional<Reason> reason(SampledImage image, Gate.Looked looked) {
        Optional<Reason> reason = looked.finding().reason();
        return reason.isEmpty() && checks.withholds(image, sampler.preprocessing())
                ? Optional.of(Reason.WRITING)
                : reason;
    }
}
