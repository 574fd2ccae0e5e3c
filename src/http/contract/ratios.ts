/** Parts of a base in minor units, for whoever knows the contract alone: the server's own cents. */
export { type Ratio, resolveRatios } from '../../money/share'
