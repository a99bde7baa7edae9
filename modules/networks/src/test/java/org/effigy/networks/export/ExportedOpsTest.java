package org.effigy.networks.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.networks.OpCases;
import org.effigy.networks.Rig;
import org.effigy.networks.Tensors;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.Model;
import org.effigy.networks.families.Torch;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation and every family can be exported; operations in PyTorch give what the engine gives. */
class ExportedOpsTest {
    private static final double TOLERANCE = 1e-5;
    private static final int IMAGES = 3;

    @TempDir
    private Path folder;

    @Test
    void everyOperationHasItsExport() {
        Set<Class<?>> operations = new HashSet<>(Arrays.asList(Op.class.getDeclaredClasses()));
        operations.remove(Op.Input.class);
        assertEquals(operations, TorchOps.kinds());
        assertEquals(operations, OnnxOps.kinds());
    }

    @Test
    void everyFamilyIsPortableWithAllItsWeights() {
        // A distilled model has its teacher's network.
        for (Family family :
                Family.all().stream().filter(Family::learnsFromImages).toList()) {
            Family.Preset preset = family.preset("tiny", 32, 2);
            ModelConfig config = preset.model();
            Portable portable = family.portable(config).orElseThrow(() -> new AssertionError(family.name()));
            Set<String> written = portable.nets().stream()
                    .flatMap(net -> net.net().parameters().stream())
                    .map(parameter -> parameter.name())
                    .collect(Collectors.toCollection(TreeSet::new));
            Family.Recipe recipe = new Family.Recipe(1, preset.optimisation(), 0);
            try (Model model = family.create(config, recipe, Compute.of(EngineName.ONEDNN))) {
                Set<String> own = model.weights().stream()
                        .map(NamedTensor::name)
                        // What spectral norms keep is in the weights that are written.
                        .filter(name -> !name.endsWith(".u"))
                        .collect(Collectors.toCollection(TreeSet::new));
                assertEquals(own, written, family.name());
            }
        }
    }

    @Test
    void operationsInPyTorchGiveWhatTheEngineGives() throws Exception {
        List<Object> folders = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        for (OpCases.Case c : OpCases.all()) {
            Path place = Files.createDirectory(folder.resolve("case" + folders.size()));
            try (Rig rig = new Rig(c.net(), Compute.of(EngineName.ONEDNN))) {
                float[][] inputs = rig.inputs(IMAGES);
                TorchFolder.write(
                        place,
                        Portable.of(PortableNet.of("net", c.name(), c.net())),
                        rig.layout().tensors(rig.parameters().memory()));
                Safetensors.write(place.resolve("net.in"), tensors(c.net(), inputs));
                expected.add(rig.forward(Wanted.NOTHING, 1, inputs));
            }
            folders.add(place);
        }
        Torch.run("exported.py", Map.of(), folders.toArray());
        for (int i = 0; i < expected.size(); i++) {
            float[] actual = Safetensors.read(((Path) folders.get(i)).resolve("net.out"))
                    .get(0)
                    .values();
            String name = OpCases.all().get(i).name();
            Tensors.assertClose(TOLERANCE, name, actual, expected.get(i));
        }
    }

    private static List<NamedTensor> tensors(Net net, float[][] inputs) {
        List<NamedTensor> tensors = new ArrayList<>();
        for (Node input : net.inputs()) {
            long[] shape = {
                IMAGES,
                input.shape().channels(),
                input.shape().height(),
                input.shape().width()
            };
            tensors.add(new NamedTensor("x" + tensors.size(), shape, inputs[tensors.size()]));
        }
        return tensors;
    }

    @Test
    void refusesOtherWeights() {
        Family family = Family.named("classifier");
        Portable portable =
                family.portable(family.preset("tiny", 32, 2).model()).orElseThrow();
        String line = assertThrows(InputException.class, () -> TorchFolder.write(folder, portable, List.of()))
                .getMessage();
        assertTrue(line.startsWith("weights: in.bias is missing"), line);
    }
}
