package org.effigy.networks.dl4j;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Replicas;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Layout.Place;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A net as graphs of Deeplearning4j, one per shard, on the CPU or on graphics cards. The shards of a device share its copy of
 * the parameters; each has a gradient of its own.
 */
public final class GraphReplicas implements Replicas {
    private final Net net;
    private final Layout layout;
    private final HostVector parameters;
    private final Workers workers;
    private final GraphPasses[] shards;

    /**
     * Makes a graph in each worker thread.
     *
     * @param parameters the master; not closed here
     * @param workers whose threads {@link Nd4jSetup} has set up
     * @throws IllegalArgumentException if the net has an operation that the graphs do not have
     */
    public GraphReplicas(Net net, Layout layout, HostVector parameters, Workers workers) {
        this.net = net;
        this.layout = layout;
        this.parameters = parameters;
        this.workers = workers;
        net.nodes().forEach(ArrayOps::check);
        shards = new GraphPasses[workers.count()];
        INDArray[] vectors = new INDArray[workers.devices()];
        workers.runOnDevices((device, part, parts) -> {
            if (part == 0) {
                vectors[device] = Nd4j.create(DataType.FLOAT, 1, Math.max(1, layout.length()));
            }
        });
        workers.run(shards.length, shard -> shards[shard] = passes(shard, vectors[workers.device(shard)]));
        refresh();
    }

    private GraphPasses passes(int shard, INDArray vector) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .dataType(DataType.FLOAT)
                .updater(new NoOp())
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.NONE)
                .graphBuilder()
                .allowDisconnected(true);
        Binding.Shard place = new Binding.Shard(shard, workers, layout, parameters);
        for (Node node : net.nodes()) {
            if (node.op() instanceof Op.Input) {
                builder.addInputs(node.name());
            } else {
                String[] sources = node.inputs().stream().map(Node::name).toArray(String[]::new);
                builder.addVertex(node.name(), new OpVertex(node, place), sources);
            }
        }
        ComputationGraph graph =
                new ComputationGraph(builder.setOutputs(net.output().name()).build());
        if (layout.length() == 0) {
            graph.init();
        } else {
            graph.init(vector, false);
            graph.initGradientsView();
        }
        return new GraphPasses(net, layout, graph);
    }

    @Override
    public Passes shard(int shard) {
        return shards[shard];
    }

    @Override
    public void refresh() {
        List<Place> places = layout.places();
        workers.runOnDevices((device, part, parts) -> {
            Map<String, INDArray> copies = shards[workers.firstThread(device)].parameters();
            for (int i = part; i < places.size(); i += parts) {
                Place place = places.get(i);
                INDArray copy = copies.get(place.name());
                try (MemoryWorkspace scratch = StepMemory.scratch()) {
                    copy.assign(HostCopies.array(parameters.values(place.offset(), place.length()), copy.shape()));
                }
            }
        });
    }

    @Override
    public void close() {
        for (GraphPasses shard : shards) {
            shard.close();
        }
    }
}
