package org.effigy.networks.onednn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.stream;

/** A primitive with its arguments, ready to run. */
record Call(primitive primitive, IntMemoryMap arguments, stream stream) {
    /** Runs it; on the CPU it is done when this returns. */
    void run() {
        primitive.execute(stream, arguments);
    }
}
