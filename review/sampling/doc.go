// Package sampling draws samples that anybody can draw again: which of a population are taken follows from a
// stated seed, by arithmetic that a person can repeat with nothing but a tool for SHA-256.
//
// It knows nothing of decisions or databases. Plan says how many are taken of each stratum, Ticket gives every
// member its place, Pick keeps the first of each stratum in one pass, and Digest names the outcome in one line.
package sampling
