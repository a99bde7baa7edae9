package org.effigy.evaluation.statistics;

import java.util.Arrays;
import org.effigy.base.Check;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Singular values of products of samples, without the squares by which small ones would be lost in rounding. */
final class SingularValues {
    private SingularValues() {}

    /** Returns rows that have the same products as the columns of a sample and are no more than these: R of its QR decomposition. */
    static Samples reduced(Samples sample) {
        if (sample.rows() <= sample.width()) {
            return sample;
        }
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(sample.rows(), sample.width());
        DMatrixRMaj matrix = new DMatrixRMaj(
                sample.rows(), sample.width(), true, sample.values().clone());
        // What it returns tells whether a column is 0, which R then has as well.
        boolean regular = qr.decompose(matrix);
        DMatrixRMaj r = qr.getR(null, true);
        Check.argument(regular || !MatrixFeatures_DDRM.hasUncountable(r), () -> "a sample has no finite QR");
        return new Samples(r.numRows, r.numCols, Arrays.copyOf(r.data, r.numRows * r.numCols));
    }

    /** Returns the sum of the singular values of X Y', of two samples that were {@link #reduced}. */
    static double sumOfProduct(Samples x, Samples y, int threads) {
        DMatrixRMaj product = new DMatrixRMaj(x.rows(), y.rows(), true, x.products(y, threads));
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(x.rows(), y.rows(), false, false, true);
        if (!svd.decompose(product)) {
            throw new IllegalStateException("the singular values of a product were not found");
        }
        return Arrays.stream(svd.getSingularValues(), 0, svd.numberOfSingularValues())
                .sum();
    }
}
