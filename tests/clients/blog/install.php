<?php
// What the page "Welcome to WordPress" does: tables, a first account.
$_SERVER['HTTP_HOST'] = parse_url(getenv('BLOG_URL'), PHP_URL_HOST);
define('WP_INSTALLING', true);
require 'wp-load.php';
require 'wp-admin/includes/upgrade.php';
wp_install('A blog', 'writer', 'writer@example.org', true, '', getenv('BLOG_PASSWORD'));
update_user_meta(1, 'wp_persisted_preferences', ['core/edit-post' => ['welcomeGuide' => false], '_modified' => '2020-01-01T00:00:00Z']);
