package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.List;
import org.effigy.networks.net.Shape;

/**
 * Feature maps of a batch while a program is built: (N, height, width, channels) in memory, channels last, and the parts of their
 * gradient that the layers which use them have contributed so far.
 */
final class Maps {
    final int images;
    final Shape shape;
    final int channels;
    final Slot values;
    /** The values rounded to bfloat16, once a layer has asked for them. */
    Slot rounded;
    /** How many layers take these maps. */
    final int uses;
    /** Whether these maps are an input of the network. */
    boolean isInput;
    /** Whether only convolutions take these maps. */
    boolean onlyForConvolutions;
    /** Whether the layer that made these maps takes their gradient as a factor of products, and nothing else. */
    boolean gradientIsFactor;
    /** Gradients whose sum is the gradient of these maps; each was written by a layer that uses them. */
    final List<Slot> gradients = new ArrayList<>();

    Maps(int images, Shape shape, int uses) {
        this.images = images;
        this.shape = shape;
        this.uses = uses;
        channels = shape.channels();
        values = new Slot((long) images * shape.length());
    }

    int area() {
        return shape.area();
    }

    Slot newGradient() {
        Slot slot = new Slot(values.values);
        gradients.add(slot);
        return slot;
    }

    /** Returns the channels from this one on, in their values or gradient. */
    Loops.Rows rows(Slot slot, int first) {
        return new Loops.Rows(slot, channels, first);
    }
}
