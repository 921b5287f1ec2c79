/** See the module's description in its pom.xml. */
package zydeco.classifiers;
