package org.effigy.networks.dl4j;

import java.util.List;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Node;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an operation computes with.
 *
 * @param node the operation in its net
 * @param parameters views of the device's parameters, in the order and with the shapes that the node says
 * @param gradients views of the shard's gradients, like the parameters
 * @param shard which part of the batch this is
 */
record Binding(Node node, List<INDArray> parameters, List<INDArray> gradients, Shard shard) {
    /**
     * One of the parts of a batch.
     *
     * @param index from 0
     * @param workers who computes all parts
     * @param layout where parameters lie in the master
     * @param master the parameters that the optimiser changes
     */
    record Shard(int index, Workers workers, Layout layout, HostVector master) {}
}
