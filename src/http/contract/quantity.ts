/** Quantity × unit price in minor units, for whoever knows the contract alone: the server's own cents. */
export { timesQuantity } from '../../money/quantity'
