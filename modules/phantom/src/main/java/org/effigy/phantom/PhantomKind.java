package org.effigy.phantom;

import java.util.function.IntFunction;
import org.effigy.dicom.synthetic.SyntheticKind;

/** What is simulated. */
public enum PhantomKind {
    /** Axial CT slices of the chest, {@link CtPhantom}; classes NORMAL and NODULE. */
    CT(SyntheticKind.CT) {
        @Override
        IntFunction<Phantom> images(PhantomOptions options) {
            CtPhantom phantom = new CtPhantom(
                    new CtPhantomConfig(options.size(), options.lesionFraction(), options.slicesPerPatient()));
            return index -> phantom.slice(options.seed(), index);
        }
    },
    /** Frontal chest radiographs, {@link CrPhantom}; classes NORMAL and CONSOLIDATION; one image per patient. */
    CR(SyntheticKind.CR) {
        @Override
        IntFunction<Phantom> images(PhantomOptions options) {
            CrPhantom phantom = new CrPhantom(new CrPhantomConfig(options.size(), options.lesionFraction()));
            return index -> phantom.image(options.seed(), index);
        }
    };

    private final SyntheticKind dicomKind;

    PhantomKind(SyntheticKind dicomKind) {
        this.dicomKind = dicomKind;
    }

    /** Returns what the images are stored as. */
    SyntheticKind dicomKind() {
        return dicomKind;
    }

    /** Returns the images by index, from 0; safe for many threads. */
    abstract IntFunction<Phantom> images(PhantomOptions options);
}
