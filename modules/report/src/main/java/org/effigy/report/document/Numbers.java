package org.effigy.report.document;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as they are read: three digits that count. */
public final class Numbers {
    private static final double LEAST_PLAIN = 1e-6;

    private Numbers() {}

    /** Returns the number with three digits that count, whole numbers in full. */
    public static String text(double value) {
        if (!Double.isFinite(value)) {
            return "not finite";
        }
        if (value == 0) {
            return "0";
        }
        if (Math.abs(value) >= 1000) {
            return String.valueOf(Math.round(value));
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros();
        return Math.abs(value) < LEAST_PLAIN ? rounded.toString() : rounded.toPlainString();
    }
}
