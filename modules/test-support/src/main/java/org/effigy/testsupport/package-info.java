/**
 * Assertions for tensors and the location of real data, for tests only.
 *
 * <p>Read first: {@link org.effigy.testsupport.TensorAssertions} and {@link org.effigy.testsupport.SharedData}. Never put
 * here: anything main code needs.
 */
package org.effigy.testsupport;
