// Package worktime counts time as the desk works: in the hours of each weekday, without holidays and the
// operator's own closing days.
//
// It owns the calendar and the public holidays, and the service level in working time. It knows nothing of
// submissions; package review says what is counted.
//
// Start with Calendar and Service. Both are values that nobody changes once they are made, so they are safe
// for concurrent use. Times may be of any zone and any year; a calendar's days are those of its own zone.
package worktime
