package org.effigy.training;

import org.effigy.base.Check;

/**
 * By how much images of rare classes come more often than there are of them, and from when. Late balancing first learns what images
 * of all classes have in common, from all of them, and sees the few images of a rare class less often in all, so that they are less
 * remembered (deferred re-sampling, Cao et al. 2019, Learning Imbalanced Datasets with Label-Distribution-Aware Margin Loss, section
 * 3.3).
 *
 * @param balance above 0 to 1, see {@link org.effigy.dataset.image.ClassBalancedSampler}
 * @param fromStep the steps before, from 0 on, in which every image comes as often as the others
 */
public record ClassBalance(double balance, long fromStep) {
    public ClassBalance {
        double given = balance;
        Check.argument(
                given > 0 && given <= 1,
                () -> "classBalance.balance is " + given + ", it must be above 0 and at most 1");
        long from = fromStep;
        Check.argument(from >= 0, () -> "classBalance.fromStep is " + from + ", it must be 0 or more");
    }
}
