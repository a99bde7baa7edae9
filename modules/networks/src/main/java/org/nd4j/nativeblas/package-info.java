/**
 * One class under a name that Deeplearning4j 1.0.0-M2.1 looks up by reflection; see {@link org.nd4j.nativeblas.Nd4jCpu}.
 *
 * <p>Never put anything else here.
 */
package org.nd4j.nativeblas;
