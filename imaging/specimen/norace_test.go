//go:build !race

package specimen

const slow = false
