<?php
// A plugin that is always on. WordPress asks no address of its own machine and no unusual port, which a library on the
// internet has not; the one under test has both.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', fn($ports) => [...$ports, (int) getenv('BLOG_NEIGHBOUR')]);
