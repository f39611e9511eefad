// Package stats is the arithmetic of the figures: shares with their intervals, agreement of two opinions, times
// counted in classes from which quantiles are read, and counters that add up over days, people and kinds.
//
// It knows nothing of submissions, databases or pages: plain functions of plain numbers, each with the publication
// that it follows. Package review says what is counted, package db keeps the counters, package views draws them.
//
// Start with Cell, Histogram, Wilson and Kappa.
package stats
