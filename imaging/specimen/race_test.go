//go:build race

package specimen

// slow is whether pixel loops take ten times as long as they do for users, as they do under the race
// detector. The tests then draw fewer pictures: what it looks for is the same in each of them.
const slow = true
