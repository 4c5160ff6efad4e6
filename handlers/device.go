package handlers

import (
	"net/netip"
	"strings"
)

// deviceOf says by which browser on which system somebody came, as far as the browser tells. It is a help to its owner's memory and proves nothing.
func deviceOf(agent string) string {
	name := func(names ...string) string {
		for i := 0; i+1 < len(names); i += 2 {
			if strings.Contains(agent, names[i]) {
				return names[i+1]
			}
		}
		return ""
	}
	// The order matters: most browsers call themselves by several names.
	browser := name("MicroMessenger", "WeChat", "Edg", "Edge", "OPR/", "Opera", "Firefox", "Firefox", "Chrome", "Chrome", "Safari", "Safari")
	system := name("HarmonyOS", "HarmonyOS", "Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS", "macOS", "Linux", "Linux")
	return strings.TrimPrefix(strings.TrimSuffix(browser+" · "+system, " · "), " · ")
}

// networkOf is the first half of an address: enough to tell home from abroad.
func networkOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	ip = ip.Unmap()
	bits := 16
	if ip.Is6() {
		bits = 32
	}
	p, err := ip.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
